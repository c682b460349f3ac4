"use client";

import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { confirmed } from "@/components/ui/confirm-result";
import { Notice } from "@/components/ui/notice";
import type { ImportResult } from "@/lib/catalog/import/result";
import type { FormResult } from "@/lib/form";
import { counted } from "./counted";
import { AffectedRow, ItemName } from "./import-rows";

const most = 50;

export const goingGrants = ({ affectedGrants }: ImportResult) =>
  affectedGrants.filter(({ effect }) => effect === "removed");

/** Asks before something goes, by a preview of exactly what would be done. */
export function ImportConfirm({
  preview,
  apply,
  onApplied,
  onClose,
}: {
  preview: ImportResult;
  apply: () => Promise<FormResult<ImportResult>>;
  onApplied: (result: ImportResult) => void;
  onClose: () => void;
}) {
  const { removed, affectedGrants } = preview;
  const going = goingGrants(preview);
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => open || onClose()}
      title={`Remove ${counted(removed.length, "item")} that the document does not have`}
      consequence="Calls of removed endpoints are refused as soon as the import is done. The rest of the import happens with it, or nothing does."
      confirmLabel={going.length > 0 ? "Remove grants and import" : "Remove and import"}
      onConfirm={async () => {
        const result = await apply();
        if (result.ok) onApplied(result.data);
        return confirmed(result);
      }}
    >
      <ul aria-label="Removed" className="max-h-40 overflow-y-auto rounded-md border border-line">
        {removed.slice(0, most).map(({ id, name }) => (
          <li key={id} className="px-3.5 py-1.5 text-sm">
            <ItemName name={name} />
          </li>
        ))}
        {removed.length > most && (
          <li className="px-3.5 py-1.5 text-muted text-sm">and {removed.length - most} more</li>
        )}
      </ul>
      {affectedGrants.length > 0 ? (
        <Notice
          tone={going.length > 0 ? "bad" : "warn"}
          title={
            going.length > 0
              ? `${counted(going.length, "grant")} of ${counted(holders(going), "application")} ${going.length === 1 ? "goes" : "go"}`
              : `${counted(holders(affectedGrants), "application")} reach other endpoints afterwards`
          }
        >
          <ul className="mt-1.5 flex max-h-48 flex-col gap-2 overflow-y-auto">
            {(going.length > 0 ? going : affectedGrants).slice(0, most).map((item) => (
              <li key={`${item.application.id} ${item.grant}`}>
                <AffectedRow item={item} />
              </li>
            ))}
          </ul>
        </Notice>
      ) : (
        <p className="text-muted">No application is granted any of it.</p>
      )}
    </ConfirmDialog>
  );
}

const holders = (grants: { application: { id: string } }[]): number =>
  new Set(grants.map(({ application }) => application.id)).size;
