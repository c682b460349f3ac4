"use client";

import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog, DialogBody, DialogClose, DialogFooter } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { FormError } from "@/components/ui/form-error";
import { Notice } from "@/components/ui/notice";
import { Select } from "@/components/ui/select";
import { Skeleton } from "@/components/ui/skeleton";
import { toast } from "@/components/ui/toast";
import { useAnswer } from "@/components/ui/use-answer";
import type { ChangedKeys } from "@/lib/keys/change";
import { type BulkAction, bulkWords, fitFor, manyKeys } from "./bulk-words";
import type { KeyActions, ManagedKey } from "./key-actions";
import { NoteField } from "./note-field";
import { revokeReasons } from "./revoke-key-dialog";
import { StoppedDialog } from "./stopped-dialog";
import { trafficWords } from "./traffic-words";
import { unplaced } from "./unplaced";
import { useLook } from "./use-look";

const mostNamed = 8;

/** Does the same to every key that is selected and can be, and says of the others why not. */
export function BulkDialog({
  action,
  chosen,
  actions,
  onClose,
  onDone,
}: {
  action: BulkAction;
  chosen: ManagedKey[];
  actions: KeyActions;
  onClose: () => void;
  onDone: () => void;
}) {
  const [keys] = useState(() => fitFor(action, chosen));
  const ids = keys.map(({ id }) => id);
  const look = useLook(() => actions.traffic(ids));
  const [reason, setReason] = useState("unused");
  const [note, setNote] = useState("");
  const [result, setResult] = useState<ChangedKeys>();
  const { verb, done, consequence, danger } = bulkWords[action];
  const { submit, pending, failure, errorAt } = useAnswer(actions.change, (changed) => {
    onDone();
    if (action !== "enable" || changed.failed.length > 0) return setResult(changed);
    onClose();
    toast({ title: `${manyKeys(changed.changed.length)} ${done}` });
  });

  if (result) return <Result result={result} action={action} onClose={onClose} />;

  const left = chosen.length - keys.length;
  const used = look?.data?.keys.length ?? 0;
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && !pending && onClose()}
      title={`${verb} ${manyKeys(keys.length)}?`}
      description={consequence}
    >
      <form
        className="contents"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          submit({ ids, action, note, ...(action === "revoke" && { reason }) });
        }}
      >
        <DialogBody>
          <FormError {...unplaced(failure, (path) => path === "note")} />
          <ul aria-label="Keys" className="flex flex-col gap-1">
            {keys.slice(0, mostNamed).map(({ id, name, applicationName }) => (
              <li key={id} className="min-w-0 break-words">
                <span className="font-medium">{name}</span>{" "}
                <span className="text-muted">of {applicationName}</span>
              </li>
            ))}
            {keys.length > mostNamed && (
              <li className="text-muted">and {manyKeys(keys.length - mostNamed)} more</li>
            )}
          </ul>
          {look?.data ? (
            <Notice tone={used > 0 && action !== "enable" ? "warn" : "info"} title="Last 24 hours">
              {trafficWords(look.data)}
              {used > 0 && ` with ${manyKeys(used)}`}.
            </Notice>
          ) : (
            !look?.failure && <Skeleton className="h-16 w-full" />
          )}
          {left > 0 && (
            <p className="text-muted">
              {left === 1
                ? "1 of the selected keys can’t be"
                : `${left} of the selected keys can’t be`}{" "}
              {done} and {left === 1 ? "stays as it is." : "stay as they are."}
            </p>
          )}
          {action !== "enable" && keys.some(({ kind }) => kind === "jwt") && (
            <Notice title="JWT keys among them">
              Services that check tokens offline and follow neither stream nor status list accept
              them until they end.
            </Notice>
          )}
          {action === "revoke" && (
            <Field label="Reason">
              <Select value={reason} onValueChange={setReason} options={revokeReasons} />
            </Field>
          )}
          <NoteField
            label={action === "quarantine" ? "Evidence" : "Note"}
            required={action === "quarantine"}
            value={note}
            error={errorAt("note")}
            onChange={setNote}
          />
        </DialogBody>
        <DialogFooter>
          <DialogClose />
          <Button type="submit" variant={danger ? "danger" : "primary"} pending={pending}>
            {verb} {manyKeys(keys.length)}
          </Button>
        </DialogFooter>
      </form>
    </Dialog>
  );
}

function Result({
  result: { changed, failed, ...effect },
  action,
  onClose,
}: {
  result: ChangedKeys;
  action: BulkAction;
  onClose: () => void;
}) {
  const title = `${changed.length === 0 ? "No key" : manyKeys(changed.length)} ${bulkWords[action].done}`;
  const stopped = changed.length > 0 && action !== "enable";
  return (
    <StoppedDialog title={title} effect={stopped ? effect : undefined} onClose={onClose}>
      {failed.length > 0 && (
        <Notice tone="bad" title={`${manyKeys(failed.length)} not changed`}>
          <ul className="flex flex-col gap-1">
            {failed.map(({ id, name, words }) => (
              <li key={id}>
                <span className="font-medium">{name || id}</span>: {words}
              </li>
            ))}
          </ul>
        </Notice>
      )}
    </StoppedDialog>
  );
}
