"use client";

import { useEffect, useEffectEvent, useState } from "react";
import { Stopped } from "@/components/gates/stopped";
import { Button } from "@/components/ui/button";
import { Dialog, DialogBody, DialogClose, DialogFooter } from "@/components/ui/dialog";
import { FormError } from "@/components/ui/form-error";
import { Skeleton } from "@/components/ui/skeleton";
import { toast } from "@/components/ui/toast";
import { useAnswer } from "@/components/ui/use-answer";
import type { FormResult } from "@/lib/form";
import type { PolicyPreview } from "@/lib/policies/preview";
import type { Effect } from "@/lib/verification/settle";
import { type CeilingChange, ceilingWords, roleWords, wishOf } from "./ceiling-words";
import { NarrowedKeys } from "./narrowed-keys";

export type Preview = PolicyPreview;
export type Save = Effect;

/** What a change of policies does to the active keys, before it is made; then since when it holds. */
export function ReviewDialog({
  changes: now,
  preview,
  save,
  onSaved,
  onClose,
}: {
  changes: readonly CeilingChange[];
  preview: (input: unknown) => Promise<FormResult<Preview>>;
  save: (input: unknown) => Promise<FormResult<Save>>;
  onSaved: () => void;
  onClose: () => void;
}) {
  const [changes] = useState(now);
  const [found, setFound] = useState<FormResult<Preview>>();
  const [saved, setSaved] = useState<Save>();
  const narrows = found?.ok === true && found.data.narrowed.total > 0;
  const { submit, pending, failure } = useAnswer(save, (effect) => {
    onSaved();
    if (narrows) return setSaved(effect);
    toast({ title: "Policies saved" });
    onClose();
  });
  const close = (open: boolean) => !open && !pending && onClose();

  const look = useEffectEvent(async (gone: AbortSignal) => {
    const result = await preview(wishOf(changes)).catch(() => undefined);
    if (!gone.aborted) setFound(result ?? unanswered);
  });
  useEffect(() => {
    const gone = new AbortController();
    void look(gone.signal);
    return () => gone.abort();
  }, []);

  if (saved)
    return (
      <Dialog open onOpenChange={close} title="Policies saved">
        <DialogBody>
          <Stopped effect={saved} />
          <p className="text-muted">Whatever the policies close is refused from then on.</p>
        </DialogBody>
        <DialogFooter>
          <DialogClose>Close</DialogClose>
        </DialogFooter>
      </Dialog>
    );

  return (
    <Dialog
      open
      onOpenChange={close}
      size="lg"
      title="Review changes"
      description="They hold for every key from the next request on, also for keys that exist."
    >
      <DialogBody>
        <FormError message={failure?.message} requestId={failure?.requestId} />
        <ul className="flex flex-col gap-1.5">
          {changes.map((change) => (
            <li key={`${change.role} ${change.environment}`}>
              <span className="font-medium">
                {roleWords[change.role]} in {change.environment}:
              </span>{" "}
              <del className="text-muted">
                <span className="sr-only">from </span>
                {ceilingWords[change.from].label}
              </del>{" "}
              <ins className="no-underline">
                <span className="sr-only">to </span>
                {ceilingWords[change.to].label}
              </ins>
            </li>
          ))}
        </ul>
        {found === undefined ? (
          <div className="flex flex-col gap-2">
            <Skeleton className="h-5 w-64" />
            <Skeleton className="h-10 w-full" />
          </div>
        ) : found.ok ? (
          <NarrowedKeys narrowed={found.data.narrowed} />
        ) : (
          <FormError message={found.message} requestId={found.requestId} />
        )}
      </DialogBody>
      <DialogFooter>
        <DialogClose />
        <Button
          variant={narrows ? "danger" : "primary"}
          disabled={!found?.ok}
          pending={pending}
          onClick={() => submit(wishOf(changes))}
        >
          Save policies
        </Button>
      </DialogFooter>
    </Dialog>
  );
}

const unanswered: FormResult<Preview> = {
  ok: false,
  code: "UNAVAILABLE",
  message: "The server did not answer. Close this and try again.",
  errors: [],
  requestId: "",
};
