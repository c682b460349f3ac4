"use client";

import { Dialog, DialogBody } from "@/components/ui/dialog";
import { Kbd } from "@/components/ui/kbd";
import type { NavEntry } from "./navigation";
import { useModifier } from "./use-modifier";

export function ShortcutsDialog({
  open,
  onOpenChange,
  nav,
}: {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  nav: NavEntry[];
}) {
  const modifier = useModifier();
  const rows = [
    { label: "Search or jump to…", keys: [modifier, "K"] },
    { label: "Show this list", keys: ["?"] },
    ...nav.flatMap(({ label, shortcut }) =>
      shortcut ? [{ label: `Go to ${label}`, keys: ["G", shortcut.toUpperCase()] }] : [],
    ),
  ];
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title="Keyboard shortcuts" size="sm">
      <DialogBody>
        <dl className="divide-y divide-line">
          {rows.map((row) => (
            <div key={row.label} className="flex items-center justify-between py-2">
              <dt>{row.label}</dt>
              <dd>
                <Kbd keys={row.keys} />
              </dd>
            </div>
          ))}
        </dl>
      </DialogBody>
    </Dialog>
  );
}
