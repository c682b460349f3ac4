"use client";

import { useState } from "react";
import { SubmitButton } from "@/components/ui/button";
import { Dialog, DialogBody, DialogClose, DialogFooter } from "@/components/ui/dialog";
import { FormError } from "@/components/ui/form-error";
import { toast } from "@/components/ui/toast";
import { useAnswer } from "@/components/ui/use-answer";
import type { FormResult } from "@/lib/form";
import type { Breach } from "@/lib/policies/rules";
import { dayAhead, type ExceptionDraft, endOfDay } from "./exception-drafts";
import { ExceptionFields } from "./exception-fields";
import { ruleWords } from "./rule-words";

export type ExceptKey = (keyId: string, input: unknown) => Promise<FormResult<unknown>>;

/** Lets a key break one rule for a time. */
export function ExceptDialog({
  item,
  breach: { rule, words },
  except,
  onClose,
}: {
  item: { id: string; name: string };
  breach: Pick<Breach, "rule" | "words">;
  except: ExceptKey;
  onClose: () => void;
}) {
  const [draft, setDraft] = useState<ExceptionDraft>(() => ({
    until: dayAhead(Date.now(), 30),
    reason: "",
  }));
  const { submit, pending, errorAt, banner } = useAnswer(
    (input: unknown) => except(item.id, input),
    () => {
      toast({ title: `${item.name} is excepted` });
      onClose();
    },
  );
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && !pending && onClose()}
      title={`Except ${item.name}?`}
      description={
        <>
          <span className="font-medium text-text">{ruleWords[rule].name}:</span> {words}
        </>
      }
    >
      <form
        className="contents"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          submit({ rule, until: endOfDay(draft.until), reason: draft.reason });
        }}
      >
        <DialogBody>
          <FormError message={banner?.message} requestId={banner?.requestId} />
          <ExceptionFields value={draft} errorAt={errorAt} onChange={setDraft} />
        </DialogBody>
        <DialogFooter>
          <DialogClose />
          <SubmitButton pending={pending}>Except key</SubmitButton>
        </DialogFooter>
      </form>
    </Dialog>
  );
}
