"use client";

import { stoppedInWords } from "@/components/gates/stopped-words";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { confirmed } from "@/components/ui/confirm-result";
import { RelativeTime } from "@/components/ui/relative-time";
import { toast } from "@/components/ui/toast";
import type { ApplicationSummary } from "@/lib/applications/summary";
import type { ApplicationActions } from "./application-actions";

export function DeactivateApplicationDialog({
  open,
  onOpenChange,
  application: { id, name, keys, lastUsedAt },
  actions,
}: {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  application: ApplicationSummary;
  actions: ApplicationActions;
}) {
  return (
    <ConfirmDialog
      open={open}
      onOpenChange={onOpenChange}
      title={`Deactivate ${name}?`}
      consequence={
        <>
          {keys.active === 0
            ? "It has no active keys. "
            : keys.active === 1
              ? "Its one active key is refused from the next request on. "
              : `Its ${keys.active} active keys are refused from the next request on. `}
          Last used <RelativeTime value={lastUsedAt} empty="never" />. You can activate it again.
        </>
      }
      confirmLabel="Deactivate application"
      onConfirm={async () => {
        const result = await actions.deactivate(id);
        if (result.ok) {
          toast({ title: `${name} is inactive`, description: stoppedInWords(result.data) });
        }
        return confirmed(result);
      }}
    />
  );
}
