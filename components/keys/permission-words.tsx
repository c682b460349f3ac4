"use client";

import { Popover } from "@/components/ui/popover";

/** What a key may of what its application may, in a cell of a table. */
export function PermissionWords({ names }: { names: readonly string[] | null }) {
  if (names === null) return <span className="text-muted">All</span>;
  const [only] = names;
  if (!only) return "None";
  if (names.length === 1) return <code className="font-mono text-[0.92em]">{only}</code>;
  return (
    <Popover
      title="Limited to"
      trigger={
        <button type="button" className="rounded-sm underline decoration-dotted underline-offset-3">
          {names.length} permissions
        </button>
      }
    >
      <ul className="flex max-h-60 flex-col gap-1 overflow-y-auto font-mono text-sm">
        {names.map((name) => (
          <li key={name} className="break-all">
            {name}
          </li>
        ))}
      </ul>
    </Popover>
  );
}
