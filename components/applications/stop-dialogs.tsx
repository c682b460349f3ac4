"use client";

import type { ApplicationSummary } from "@/lib/applications/summary";
import type { ApplicationActions } from "./application-actions";
import { DeactivateApplicationDialog } from "./deactivate-application-dialog";
import { DeleteApplicationDialog } from "./delete-application-dialog";

export type AskedStop = "none" | "deactivate" | "delete";

/** What deactivating an application stops, and what deleting it does. */
export function StopDialogs({
  asked,
  close,
  application,
  actions,
  onDeleted,
}: {
  asked: AskedStop;
  close: () => void;
  application: ApplicationSummary;
  actions: ApplicationActions;
  onDeleted: () => void;
}) {
  const onOpenChange = (open: boolean) => !open && close();
  return (
    <>
      <DeactivateApplicationDialog
        open={asked === "deactivate"}
        onOpenChange={onOpenChange}
        application={application}
        actions={actions}
      />
      <DeleteApplicationDialog
        open={asked === "delete"}
        onOpenChange={onOpenChange}
        application={application}
        actions={actions}
        onDeleted={onDeleted}
      />
    </>
  );
}
