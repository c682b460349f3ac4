"use client";

import { useRouter } from "next/navigation";
import { useEffect, useEffectEvent, useState, useTransition } from "react";
import { Stopped } from "@/components/gates/stopped";
import { unplaced } from "@/components/keys/unplaced";
import { Button } from "@/components/ui/button";
import { Dialog, DialogBody, DialogClose, DialogFooter } from "@/components/ui/dialog";
import { FormError } from "@/components/ui/form-error";
import { Notice } from "@/components/ui/notice";
import { Skeleton } from "@/components/ui/skeleton";
import { toast } from "@/components/ui/toast";
import { type Failure, useAnswer } from "@/components/ui/use-answer";
import type { FormResult } from "@/lib/form";
import type { PolicyPreview } from "@/lib/policies/preview";
import type { Effect } from "@/lib/verification/settle";
import { BrokenKeys } from "./broken-keys";
import type { CeilingChange } from "./ceiling-words";
import { ChangeList } from "./change-list";
import { EnforceFrom, type Start, startInput, usualStart } from "./enforce-from";
import { type ExceptionDrafts, exceptionsInput } from "./exception-drafts";
import { NarrowedKeys } from "./narrowed-keys";
import type { RuleChange } from "./rule-draft";

type Preview = Pick<PolicyPreview, "broken"> & Partial<PolicyPreview>;

export type PolicyActions = {
  preview: (input: unknown) => Promise<FormResult<Preview>>;
  save: (input: unknown) => Promise<FormResult<Effect | { revision: number }>>;
};

/** What is about to change, cell by cell. */
export type Changes = { rules: readonly RuleChange[]; ceilings: readonly CeilingChange[] };

/** Each key that the change would break or narrow, before it is made; then from when on it holds. */
export function ReviewDialog({
  changes,
  wish,
  mayExcept,
  actions: { preview, save },
  onInvalid,
  onSaved,
  onClose,
}: {
  changes: Changes;
  /** The same as the verbs take it. */
  wish: object;
  mayExcept: boolean;
  actions: PolicyActions;
  /** For fields of the form behind. */
  onInvalid: (failure: Failure) => void;
  onSaved: () => void;
  onClose: () => void;
}) {
  const router = useRouter();
  const [refreshing, refresh] = useTransition();
  const [shown, setShown] = useState(changes);
  const [found, setFound] = useState<FormResult<Preview>>();
  const [exceptions, setExceptions] = useState<ExceptionDrafts>({});
  const [start, setStart] = useState<Start>(usualStart);
  const [saved, setSaved] = useState<Effect>();
  const narrows = found?.ok === true && (found.data.narrowed?.total ?? 0) > 0;
  const breaks = found?.ok === true && found.data.broken.total > 0;
  const { submit, pending, failure, errorAt, reset } = useAnswer(
    save,
    (effect) => {
      onSaved();
      if (narrows && "effectiveAt" in effect) return setSaved(effect);
      toast({
        title: "Policies saved",
        ...(breaks && { description: "The keys that break a rule stand under Breaking keys." }),
      });
      onClose();
    },
    (bad) => bad.errors.some(({ path }) => isOfForm(path)) && onInvalid(bad),
  );
  const overtaken = failure?.code === "PRECONDITION_FAILED";
  const close = (open: boolean) => !open && !pending && onClose();

  const look = useEffectEvent(async (gone: AbortSignal) => {
    setShown(changes);
    const result = await preview(wish).catch(() => undefined);
    if (gone.aborted) return;
    if (result?.ok === false && result.errors.some(({ path }) => isOfForm(path))) {
      return onInvalid(result);
    }
    setFound(result ?? unanswered);
  });
  useEffect(() => {
    if (refreshing) return;
    const gone = new AbortController();
    void look(gone.signal);
    return () => gone.abort();
  }, [refreshing]);

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
      title="Review change"
      description="Nothing is changed before you save."
    >
      <DialogBody>
        {overtaken ? (
          <Notice
            tone="warn"
            role="alert"
            title="Somebody changed the policies in the meantime"
            actions={
              <Button
                size="sm"
                pending={refreshing}
                onClick={() => {
                  setFound(undefined);
                  reset();
                  refresh(() => router.refresh());
                }}
              >
                Compare with the present policies
              </Button>
            }
          >
            What you entered is kept.
          </Notice>
        ) : (
          <FormError {...unplaced(failure, isPlaced)} />
        )}
        <ChangeList {...shown} />
        {found === undefined && <Waiting />}
        {found?.ok === false && <FormError message={found.message} requestId={found.requestId} />}
        {found?.ok && (
          <>
            {shown.rules.length > 0 && (
              <BrokenKeys
                broken={found.data.broken}
                exceptions={exceptions}
                onChange={mayExcept ? setExceptions : undefined}
                errorAt={errorAt}
              >
                <EnforceFrom value={start} error={errorAt("enforceFrom")} onChange={setStart} />
              </BrokenKeys>
            )}
            {shown.ceilings.length > 0 && found.data.narrowed && (
              <NarrowedKeys narrowed={found.data.narrowed} />
            )}
          </>
        )}
      </DialogBody>
      <DialogFooter>
        <DialogClose />
        <Button
          variant={narrows || (breaks && start.choice === "today") ? "danger" : "primary"}
          disabled={!found?.ok || overtaken || refreshing}
          pending={pending}
          onClick={() =>
            submit({
              ...wish,
              ...(breaks && {
                enforceFrom: startInput(start, Date.now()),
                ...(mayExcept && { exceptions: exceptionsInput(exceptions) }),
              }),
            })
          }
        >
          Save policies
        </Button>
      </DialogFooter>
    </Dialog>
  );
}

function Waiting() {
  return (
    <div role="status" className="flex flex-col gap-2">
      <span className="sr-only">Looking which keys it concerns</span>
      <Skeleton className="h-5 w-64" />
      <Skeleton className="h-24 w-full" />
    </div>
  );
}

/** Whether an error stands at a field of the form behind the dialog. */
const isOfForm = (path: string) => path.startsWith("rules.") || path.startsWith("ceilings.");

const isPlaced = (path: string) =>
  path === "enforceFrom" || /^exceptions\.\d+\.(until|reason)$/.test(path);

const unanswered: FormResult<Preview> = {
  ok: false,
  code: "UNAVAILABLE",
  message: "The server did not answer. Close this and try again.",
  errors: [],
  requestId: "",
};
