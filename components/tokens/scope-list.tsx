"use client";

import { Popover } from "@/components/ui/popover";
import { scopes as everyScope, type Scope } from "@/lib/access/rights";
import { scopeWords } from "./scope-words";

export function ScopeList({ scopes }: { scopes: Scope[] }) {
  const [first] = scopes;
  if (scopes.length === 1 && first) return scopeWords[first];
  const words = scopes.length === everyScope.length ? "Every scope" : `${scopes.length} scopes`;
  return (
    <Popover
      title="Scopes"
      trigger={
        <button
          type="button"
          className="underline decoration-line-strong decoration-dotted underline-offset-4"
        >
          {words}
        </button>
      }
    >
      <ul className="flex flex-col gap-1.5 text-sm">
        {scopes.map((scope) => (
          <li key={scope} className="flex flex-wrap justify-between gap-x-3">
            {scopeWords[scope]}
            <code className="font-mono text-muted text-xs">{scope}</code>
          </li>
        ))}
      </ul>
    </Popover>
  );
}
