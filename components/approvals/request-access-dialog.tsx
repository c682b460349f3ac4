"use client";

import { useState } from "react";
import { MethodMark } from "@/components/grants/method-mark";
import type { GrantWish } from "@/components/grants/selection";
import { SubmitButton } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import {
  Dialog,
  DialogBody,
  DialogClose,
  DialogFooter,
  type Openable,
} from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { FormError } from "@/components/ui/form-error";
import { Textarea } from "@/components/ui/textarea";
import { toast } from "@/components/ui/toast";
import { useAnswer } from "@/components/ui/use-answer";
import type { AccessRequestSummary } from "@/lib/approvals/summary";
import type { FormResult } from "@/lib/form";
import type { Environment } from "@/lib/keys/format";
import { EnvironmentChoice } from "./environment-choice";
import { allEnvironments } from "./environment-words";

const nameOf = (grant: GrantWish) => ("permission" in grant ? grant.permission : grant.endpoint);
const idOf = (grant: GrantWish) => `${grant.api} ${nameOf(grant)}`;

/**
 * Asks the owners and admins for grants. `grants` is what may be asked for: all of it is ticked
 * when the dialog opens. `action` is `requestAccessAction`, bound to organization and application.
 */
export function RequestAccessDialog({
  application,
  grants,
  environments = allEnvironments,
  action,
  onRequested,
  ...openable
}: Openable & {
  application: { id: string; name: string };
  grants: readonly GrantWish[];
  /** Ticked when the dialog opens. */
  environments?: readonly Environment[];
  action: (input: unknown) => Promise<FormResult<AccessRequestSummary>>;
  onRequested?: (request: AccessRequestSummary) => void;
}) {
  const [innerOpen, setInnerOpen] = useState(false);
  const open = openable.open ?? innerOpen;
  const setOpen = (next: boolean) => {
    setInnerOpen(next);
    openable.onOpenChange?.(next);
  };
  return (
    <Dialog
      open={open}
      onOpenChange={setOpen}
      trigger={openable.trigger}
      title="Request access"
      description={`The owners and admins decide what ${application.name} may use. You are notified of their answer.`}
    >
      <RequestForm
        grants={grants}
        environments={environments}
        action={action}
        onDone={(request) => {
          setOpen(false);
          toast({
            title: "Request sent",
            description: "It is in your inbox until an owner or admin answers.",
          });
          onRequested?.(request);
        }}
      />
    </Dialog>
  );
}

function RequestForm({
  grants,
  environments: initial,
  action,
  onDone,
}: {
  grants: readonly GrantWish[];
  environments: readonly Environment[];
  action: (input: unknown) => Promise<FormResult<AccessRequestSummary>>;
  onDone: (request: AccessRequestSummary) => void;
}) {
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const [environments, setEnvironments] = useState(initial);
  const [reason, setReason] = useState("");
  const { submit, pending, failure, errorAt } = useAnswer(action, onDone);
  const chosen = grants.filter((grant) => !left.has(idOf(grant)));
  const atGrants = failure?.errors.filter((error) => error.path.startsWith("grants"));
  const banner = failure && (failure.errors.length === 0 || atGrants?.length ? failure : undefined);

  function tick(grant: GrantWish, on: boolean) {
    const next = new Set(left);
    if (on) next.delete(idOf(grant));
    else next.add(idOf(grant));
    setLeft(next);
  }

  return (
    <form
      className="contents"
      onSubmit={(event) => {
        event.preventDefault();
        submit({ grants: chosen, environments, reason });
      }}
    >
      <DialogBody>
        <FormError
          message={banner && [banner.message, ...(atGrants ?? []).map((e) => e.message)].join(" ")}
          requestId={banner?.requestId}
        />
        <fieldset className="flex flex-col gap-2">
          <legend className="mb-2 font-medium">What you ask for</legend>
          {grants.map((grant) => (
            <Checkbox
              key={idOf(grant)}
              checked={!left.has(idOf(grant))}
              onCheckedChange={(on) => tick(grant, on)}
              label={<WishName grant={grant} />}
            />
          ))}
        </fieldset>
        <EnvironmentChoice
          value={environments}
          onChange={setEnvironments}
          error={errorAt("environments")}
        />
        <Field
          label="Reason"
          hint="What it is needed for: those who decide see this first."
          error={errorAt("reason")}
        >
          <Textarea
            value={reason}
            maxLength={1000}
            onChange={(event) => setReason(event.target.value)}
            placeholder="The support team refunds orders from the CRM."
          />
        </Field>
      </DialogBody>
      <DialogFooter>
        <DialogClose />
        <SubmitButton pending={pending} disabled={chosen.length === 0}>
          Request access
        </SubmitButton>
      </DialogFooter>
    </form>
  );
}

function WishName({ grant }: { grant: GrantWish }) {
  if ("permission" in grant)
    return (
      <span className="flex flex-wrap items-baseline gap-x-2">
        <span className="break-all font-medium font-mono text-sm">{grant.permission}</span>
        <span className="text-muted text-sm">of {grant.api}</span>
      </span>
    );
  const [method = "", path = ""] = grant.endpoint.split(" ");
  return (
    <span className="flex flex-wrap items-baseline gap-x-2">
      <MethodMark method={method} />
      <span className="break-all font-mono text-sm">{path}</span>
      <span className="text-muted text-sm">of {grant.api}</span>
    </span>
  );
}
