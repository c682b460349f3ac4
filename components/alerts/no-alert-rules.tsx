"use client";

import { Plus } from "lucide-react";
import type { ReactNode } from "react";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { FormError } from "@/components/ui/form-error";
import { toast } from "@/components/ui/toast";
import { useAnswer } from "@/components/ui/use-answer";
import { type AlertCondition, ruleName } from "@/lib/alerts/words";
import type { AlertActions } from "./alert-actions";
import { suggestions } from "./alert-draft";

/** What to begin with: two rules of use to most, set by one click each. */
export function NoAlertRules({
  actions,
  add,
  icon,
}: {
  actions?: AlertActions | undefined;
  add: ReactNode;
  icon: ReactNode;
}) {
  if (!actions)
    return (
      <EmptyState icon={icon} title="No alert rules yet">
        Who owns or maintains the application sets them, and owners and admins of the organization.
      </EmptyState>
    );
  return (
    <EmptyState icon={icon} title="No alert rules yet" action={add}>
      <p>
        A rule tells who owns or maintains the application when requests, refusals or latency leave
        their bounds. Two to begin with:
      </p>
      <Suggestions create={actions.create} />
    </EmptyState>
  );
}

function Suggestions({ create }: Pick<AlertActions, "create">) {
  const { submit, pending, failure } = useAnswer(
    (wish: AlertCondition) => create(wish),
    (saved) => toast({ title: "Alert rule set", description: ruleName(saved) }),
  );
  return (
    <div className="mt-4 flex flex-col gap-2">
      <FormError message={failure?.message} requestId={failure?.requestId} />
      {suggestions.map((suggestion) => (
        <Button
          key={suggestion.metric}
          icon={<Plus />}
          disabled={pending}
          onClick={() => submit(suggestion)}
        >
          {ruleName(suggestion)}
        </Button>
      ))}
    </div>
  );
}
