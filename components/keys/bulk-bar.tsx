"use client";

import { Ban, CirclePause, CirclePlay, Shield, X } from "lucide-react";
import { Button } from "@/components/ui/button";
import { type BulkAction, bulkActions, bulkWords, fitFor, manyKeys } from "./bulk-words";
import type { ManagedKey } from "./key-actions";

const icons = {
  enable: <CirclePlay />,
  disable: <CirclePause />,
  quarantine: <Shield />,
  revoke: <Ban />,
};

/** What can be done to the keys that are selected. */
export function BulkBar({
  chosen,
  onAsk,
  onClear,
}: {
  chosen: ManagedKey[];
  onAsk: (action: BulkAction) => void;
  onClear: () => void;
}) {
  const offered = bulkActions.filter((action) => fitFor(action, chosen).length > 0);
  return (
    <section
      aria-label="Selected keys"
      className="sticky bottom-4 z-20 flex flex-wrap items-center gap-2 rounded-lg border border-line bg-raised px-3 py-2 shadow-float"
    >
      <span className="mr-auto font-medium" role="status">
        {manyKeys(chosen.length)} selected
      </span>
      {offered.length === 0 && (
        <span className="text-muted text-sm">There is nothing that you can do to them.</span>
      )}
      {offered.map((action) => (
        <Button
          key={action}
          size="sm"
          variant={action === "revoke" ? "danger" : "secondary"}
          icon={icons[action]}
          onClick={() => onAsk(action)}
        >
          {bulkWords[action].verb}
        </Button>
      ))}
      <Button size="sm" variant="quiet" icon={<X />} onClick={onClear}>
        Clear
      </Button>
    </section>
  );
}
