"use client";

import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { FormError } from "@/components/ui/form-error";
import { Textarea } from "@/components/ui/textarea";
import { toast } from "@/components/ui/toast";
import { useAnswer } from "@/components/ui/use-answer";
import type { AccessRequestSummary } from "@/lib/approvals/summary";
import type { FormResult } from "@/lib/form";

type Decide = (input: unknown) => Promise<FormResult<AccessRequestSummary>>;

/** Approve or refuse, with a word to who asked. */
export function DecisionForm({
  requester,
  approvable,
  approve,
  refuse,
}: {
  requester: string;
  /** Whether something of it is left in the catalogue. */
  approvable: boolean;
  approve: Decide;
  refuse: Decide;
}) {
  const [answer, setAnswer] = useState("");
  const [last, setLast] = useState<"approve" | "refuse">("approve");
  const approval = useAnswer(approve, () =>
    toast({ title: "Request approved", description: `${requester} is notified.` }),
  );
  const refusal = useAnswer(refuse, () =>
    toast({ title: "Request refused", description: `${requester} is notified.` }),
  );
  const { banner, errorAt } = last === "approve" ? approval : refusal;
  const pending = approval.pending || refusal.pending;

  function decide(which: "approve" | "refuse") {
    setLast(which);
    (which === "approve" ? approval : refusal).submit({ answer });
  }

  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        if (approvable) decide("approve");
      }}
    >
      <FormError message={banner?.message} requestId={banner?.requestId} />
      <Field
        label={`Your word to ${requester}`}
        hint="Needed when you refuse."
        error={errorAt("answer")}
      >
        <Textarea
          value={answer}
          maxLength={1000}
          onChange={(event) => setAnswer(event.target.value)}
        />
      </Field>
      <div className="flex flex-wrap gap-2">
        {approvable && (
          <Button
            type="submit"
            variant="primary"
            pending={approval.pending}
            disabled={refusal.pending}
          >
            Approve
          </Button>
        )}
        <Button
          pending={refusal.pending}
          disabled={pending && !refusal.pending}
          onClick={() => decide("refuse")}
        >
          Refuse
        </Button>
      </div>
    </form>
  );
}
