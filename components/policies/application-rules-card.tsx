"use client";

import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { confirmed } from "@/components/ui/confirm-result";
import { FormError } from "@/components/ui/form-error";
import { toast } from "@/components/ui/toast";
import type { FormResult } from "@/lib/form";
import type { Rules } from "@/lib/policies/rules";
import { type PolicyActions, ReviewDialog } from "./review-dialog";
import {
  applicationDraft,
  applicationRules,
  changedRules,
  moreEdits,
  type Rule,
  type RuleEdits,
  ruleChanges,
  withEdits,
} from "./rule-draft";
import { RuleField, type RuleForm } from "./rule-fields";
import { changeTitle, ruleLabels } from "./rule-labels";
import { useFieldFailure } from "./use-field-failure";

const own: readonly Rule[] = [
  "maxLifetimeDays",
  "neverAllowed",
  "rotateEveryDays",
  "rotationEnforced",
  "maxActiveKeys",
  "kinds",
  "networksRequired",
  "approvalRequired",
  "disableIdleDays",
];

/** What an application's keys obey beside the organization's rules, which can only be stricter. */
export function ApplicationRulesCard({
  organization,
  effective,
  actions,
}: {
  organization: Rules;
  /** Both together. */
  effective: Rules;
  /** For owners of the organization. */
  actions?: PolicyActions & { remove: () => Promise<FormResult<unknown>> };
}) {
  const [editing, setEditing] = useState(false);
  const [removing, setRemoving] = useState(false);
  const stricter = ruleChanges(organization, effective);
  return (
    <Card
      flush
      title="Key policy"
      description={
        stricter.length === 0
          ? "Its keys obey the rules of the organization."
          : "Beside the rules of the organization, its keys obey stricter ones."
      }
      actions={
        actions &&
        !editing && (
          <>
            {stricter.length > 0 && <Button onClick={() => setRemoving(true)}>Remove</Button>}
            <Button onClick={() => setEditing(true)}>
              {stricter.length > 0 ? "Edit rules" : "Set stricter rules"}
            </Button>
          </>
        )
      }
    >
      {!editing && stricter.length > 0 && (
        <ul aria-label="Stricter rules" className="divide-y divide-line border-t">
          {stricter.map((change) => (
            <li
              key={`${change.rule} ${change.environment}`}
              className="flex flex-wrap justify-between gap-x-6 px-5 py-3"
            >
              <span className="font-medium">{changeTitle(change)}</span>
              <span>
                {ruleLabels[change.rule].value(change.to)}{" "}
                <span className="text-muted">
                  (organization: {ruleLabels[change.rule].value(change.from)})
                </span>
              </span>
            </li>
          ))}
        </ul>
      )}
      {actions && editing && (
        <Editor
          organization={organization}
          effective={effective}
          actions={actions}
          onDone={() => setEditing(false)}
        />
      )}
      {actions && removing && (
        <ConfirmDialog
          open
          onOpenChange={setRemoving}
          title="Remove the stricter rules?"
          consequence="Its keys obey the rules of the organization alone from then on. Keys that were stopped stay as they are."
          confirmLabel="Remove rules"
          onConfirm={async () => {
            const result = await actions.remove();
            if (result.ok) toast({ title: "The rules of the organization hold" });
            return confirmed(result);
          }}
        />
      )}
    </Card>
  );
}

function Editor({
  organization,
  effective,
  actions,
  onDone,
}: {
  organization: Rules;
  effective: Rules;
  actions: PolicyActions;
  onDone: () => void;
}) {
  const [edits, setEdits] = useState<RuleEdits>({});
  const [reviewing, setReviewing] = useState(false);
  const wrong = useFieldFailure(() => setReviewing(false));
  const draft = withEdits(applicationDraft(organization, effective), edits);
  const after = applicationRules(organization, draft);
  const changes = ruleChanges(effective, after);
  const form: RuleForm = {
    draft,
    organization,
    onChange: (patch) => setEdits(moreEdits(edits, patch)),
    errorAt: wrong.errorAt,
  };
  return (
    <>
      {own.map((rule) => (
        <RuleField key={rule} form={form} rule={rule} />
      ))}
      <div className="flex flex-wrap items-center justify-end gap-2 border-t px-5 py-3">
        <div className="mr-auto min-w-0">
          <FormError message={wrong.failure?.message} requestId={wrong.failure?.requestId} />
        </div>
        <Button onClick={onDone}>Cancel</Button>
        <Button
          variant="primary"
          disabled={changes.length === 0}
          onClick={() => setReviewing(true)}
        >
          Review change
        </Button>
      </div>
      {reviewing && (
        <ReviewDialog
          changes={{ rules: changes, ceilings: [] }}
          wish={{ rules: changedRules(ruleChanges(organization, after)) }}
          mayExcept={false}
          actions={actions}
          onInvalid={wrong.show}
          onSaved={onDone}
          onClose={() => setReviewing(false)}
        />
      )}
    </>
  );
}
