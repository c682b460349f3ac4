"use client";

import { KeyRound } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { Button, SubmitButton } from "@/components/ui/button";
import { Dialog, DialogBody, DialogClose, DialogFooter } from "@/components/ui/dialog";
import { FormError } from "@/components/ui/form-error";
import { useAnswer } from "@/components/ui/use-answer";
import type { FormResult } from "@/lib/form";
import type { CreatedKey } from "@/lib/keys/create";
import { firstDraft, KeyFields, keyInput } from "./key-fields";
import { KeyReveal } from "./key-reveal";
import type { ChoiceGroup } from "./permission-choices";

export function GenerateKeyDialog({
  slug,
  application,
  gateUrl,
  groups,
  generate,
}: {
  slug: string;
  application: string;
  gateUrl: string;
  /** What a key of the application can carry. */
  groups: ChoiceGroup[];
  generate: (input: unknown) => Promise<FormResult<CreatedKey>>;
}) {
  const router = useRouter();
  const [open, setOpen] = useState(false);
  const [draft, setDraft] = useState(firstDraft);
  const [created, setCreated] = useState<CreatedKey>();
  const { submit, pending, errorAt, banner, reset } = useAnswer(generate, (key) => {
    setOpen(false);
    setDraft(firstDraft);
    setCreated(key);
  });

  return (
    <>
      <Dialog
        open={open}
        onOpenChange={(next) => {
          setOpen(next);
          reset();
        }}
        trigger={
          <Button variant="primary" icon={<KeyRound />}>
            Generate key
          </Button>
        }
        title="Generate key"
        description={`A new key of ${application}. Its secret is shown once.`}
      >
        <form
          className="contents"
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            submit(keyInput(draft));
          }}
        >
          <DialogBody>
            <FormError message={banner?.message} requestId={banner?.requestId} />
            <KeyFields value={draft} groups={groups} onChange={setDraft} errorAt={errorAt} />
          </DialogBody>
          <DialogFooter>
            <DialogClose />
            <SubmitButton pending={pending}>Generate key</SubmitButton>
          </DialogFooter>
        </form>
      </Dialog>
      {created && (
        <KeyReveal
          slug={slug}
          created={created}
          application={application}
          gateUrl={gateUrl}
          onStored={() => {
            setCreated(undefined);
            router.refresh();
          }}
        />
      )}
    </>
  );
}
