"use client";

import { KeyRound } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { Button, SubmitButton } from "@/components/ui/button";
import { Dialog, DialogBody, DialogClose, DialogFooter } from "@/components/ui/dialog";
import { FormError } from "@/components/ui/form-error";
import { toast } from "@/components/ui/toast";
import { useAnswer } from "@/components/ui/use-answer";
import type { FormResult } from "@/lib/form";
import type { CreatedKey } from "@/lib/keys/create";
import { ApprovalState } from "./approval-state";
import { firstDraft, inBounds, type KeyDraft, keyInput, rewritten } from "./key-draft";
import { EnvironmentField, KeyFields } from "./key-fields";
import { KeyReveal } from "./key-reveal";
import type { KeyApprovals, KeySetting } from "./key-setting";
import { unplaced } from "./unplaced";

export function GenerateKeyDialog({
  slug,
  application,
  gateUrl,
  setting,
  approvals,
  generate,
}: {
  slug: string;
  application: string;
  gateUrl: string;
  setting: KeySetting;
  /** For whom policy may demand that others approve a key. */
  approvals?: KeyApprovals | undefined;
  generate: (input: unknown) => Promise<FormResult<CreatedKey>>;
}) {
  const router = useRouter();
  const [open, setOpen] = useState(false);
  const [written, setWritten] = useState(firstDraft);
  const [reason, setReason] = useState("");
  const [created, setCreated] = useState<CreatedKey>();
  const draft = inBounds(written, setting, Date.now());
  const change = (next: KeyDraft) => setWritten(rewritten(written, draft, next));
  const { environment } = draft;
  const generating = useAnswer(generate, (key) => {
    setOpen(false);
    setWritten(firstDraft);
    setCreated(key);
  });
  const asking = useAnswer(
    (input: { environment: typeof environment; reason: string }) =>
      approvals ? approvals.request(input) : Promise.reject(new Error("nobody to ask")),
    () => {
      setReason("");
      toast({
        title: "Approval requested",
        description: "It is in your inbox until an owner or admin answers.",
      });
    },
  );

  const needed = approvals !== undefined && setting.rules.approvalRequired[environment];
  const request = approvals?.requests.find((one) => one.environments.includes(environment));
  const ready = !needed || request?.status === "approved";
  const banner = ready ? unplaced(generating.failure) : asking.banner;

  return (
    <>
      <Dialog
        open={open}
        onOpenChange={(next) => {
          setOpen(next);
          generating.reset();
          asking.reset();
        }}
        trigger={
          <Button variant="primary" icon={<KeyRound />}>
            Generate key
          </Button>
        }
        title="Generate key"
        description={`A new key of ${application}. It is shown once.`}
      >
        <form
          className="contents"
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            if (ready) generating.submit(keyInput(draft));
            else if (!request) asking.submit({ environment, reason });
          }}
        >
          <DialogBody>
            <FormError {...banner} />
            <EnvironmentField value={draft} onChange={change} />
            {needed && (
              <ApprovalState
                slug={slug}
                environment={environment}
                request={request}
                reason={reason}
                error={asking.errorAt("reason")}
                onReason={setReason}
              />
            )}
            {ready && (
              <KeyFields
                value={draft}
                setting={setting}
                onChange={change}
                errorAt={generating.errorAt}
              />
            )}
          </DialogBody>
          <DialogFooter>
            <DialogClose>{ready || !request ? "Cancel" : "Close"}</DialogClose>
            {ready && <SubmitButton pending={generating.pending}>Generate key</SubmitButton>}
            {!ready && !request && (
              <SubmitButton pending={asking.pending}>Request approval</SubmitButton>
            )}
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
