"use client";

import { useState } from "react";
import { Stopped } from "@/components/gates/stopped";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { Dialog, DialogBody, DialogClose, DialogFooter } from "@/components/ui/dialog";
import { FormError } from "@/components/ui/form-error";
import { Notice } from "@/components/ui/notice";
import { DateTime } from "@/components/ui/relative-time";
import { EnvironmentBadge } from "@/components/ui/status-badge";
import { useAnswer } from "@/components/ui/use-answer";
import type { FormResult } from "@/lib/form";
import type { RemovedUnused } from "@/lib/hygiene/remove-unused";
import type { KeyListItem } from "@/lib/keys/summary";

type Remove = (input: { ids: string[] }) => Promise<FormResult<RemovedUnused>>;

const keyCount = (count: number) => (count === 1 ? "1 key" : `${count} keys`);

/** Offers to end the keys that provably nobody uses: they are chosen all, each can be left out. */
export function RemoveUnused({ keys, remove }: { keys: readonly KeyListItem[]; remove: Remove }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      {keys.length > 0 && (
        <Notice
          tone="info"
          title={`${keyCount(keys.length)} can be removed safely`}
          actions={
            <Button size="sm" onClick={() => setOpen(true)}>
              Remove unused keys
            </Button>
          }
        >
          {keys.length === 1 ? "It is" : "They are"} 90 days old or older, and in the last 90 days
          nobody has asked for anything with {keys.length === 1 ? "it" : "them"}, not even in vain.
        </Notice>
      )}
      {open && <RemoveDialog keys={keys} remove={remove} onClose={() => setOpen(false)} />}
    </>
  );
}

function RemoveDialog({
  keys: now,
  remove,
  onClose,
}: {
  keys: readonly KeyListItem[];
  remove: Remove;
  onClose: () => void;
}) {
  const [keys] = useState(now);
  const [kept, setKept] = useState<readonly string[]>([]);
  const [done, setDone] = useState<RemovedUnused>();
  const { submit, pending, failure } = useAnswer(remove, setDone);
  const change = (open: boolean) => !open && !pending && onClose();
  const ids = keys.map(({ id }) => id).filter((id) => !kept.includes(id));
  if (done)
    return (
      <Dialog open onOpenChange={change} title={`${keyCount(done.removed.length)} revoked`}>
        <DialogBody>
          {done.removed.length > 0 && <Stopped effect={done} />}
          {done.failed.length > 0 && <Failed failed={done.failed} />}
        </DialogBody>
        <DialogFooter>
          <DialogClose>Close</DialogClose>
        </DialogFooter>
      </Dialog>
    );
  return (
    <Dialog
      open
      onOpenChange={change}
      title="Remove unused keys?"
      description="They are revoked for good: this cannot be undone. Usage and audit log keep their names."
    >
      <DialogBody>
        <FormError message={failure?.message} requestId={failure?.requestId} />
        <ul aria-label="Unused keys" className="divide-y divide-line rounded-md border border-line">
          {keys.map((key) => (
            <li key={key.id} className="px-3.5 py-2.5 text-sm">
              <Checkbox
                label={
                  <>
                    <span className="font-medium">{key.name}</span> of {key.applicationName}
                  </>
                }
                hint={
                  <span className="flex flex-wrap gap-x-3">
                    <EnvironmentBadge environment={key.environment} />
                    <span>
                      Generated <DateTime value={key.createdAt} dateOnly />
                    </span>
                    <span>
                      Last used <DateTime value={key.lastUsedAt} dateOnly empty="never" />
                    </span>
                  </span>
                }
                checked={!kept.includes(key.id)}
                onCheckedChange={(checked) =>
                  setKept(checked ? kept.filter((id) => id !== key.id) : [...kept, key.id])
                }
              />
            </li>
          ))}
        </ul>
      </DialogBody>
      <DialogFooter>
        <DialogClose />
        <Button
          variant="danger"
          pending={pending}
          disabled={ids.length === 0}
          onClick={() => submit({ ids })}
        >
          Revoke {keyCount(ids.length)}
        </Button>
      </DialogFooter>
    </Dialog>
  );
}

const Failed = ({ failed }: Pick<RemovedUnused, "failed">) => (
  <Notice tone="warn" title={`${keyCount(failed.length)} stayed as they were`}>
    <ul className="mt-1 flex flex-col gap-1">
      {failed.map(({ id, name, words }) => (
        <li key={id}>
          <span className="font-medium">{name || id}:</span> {words}
        </li>
      ))}
    </ul>
  </Notice>
);
