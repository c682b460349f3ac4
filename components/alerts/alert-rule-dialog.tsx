"use client";

import { useEffect, useState } from "react";
import { SubmitButton } from "@/components/ui/button";
import { Dialog, DialogBody, DialogClose, DialogFooter } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { FormError } from "@/components/ui/form-error";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { toast } from "@/components/ui/toast";
import { useAnswer } from "@/components/ui/use-answer";
import type { AlertRuleSummary } from "@/lib/alerts/summary";
import { type AlertCondition, ruleName } from "@/lib/alerts/words";
import type { AlertActions } from "./alert-actions";
import {
  type AlertDraft,
  directionOptions,
  draftOf,
  metricChoices,
  metricOf,
  windowOptions,
  wishOf,
} from "./alert-draft";
import { previewWords } from "./preview-words";

/** Sets a rule, or edits `rule`, and says what it would have done of late. */
export function AlertRuleDialog({
  application,
  rule,
  actions,
  onClose,
}: {
  application: string;
  rule?: AlertRuleSummary | undefined;
  actions: AlertActions;
  onClose: () => void;
}) {
  const [draft, setDraft] = useState<AlertDraft>(() => draftOf(rule));
  const { submit, pending, errorAt, banner } = useAnswer(
    (wish: AlertCondition) =>
      rule ? actions.edit(rule.id, rule.revision, wish) : actions.create(wish),
    (saved) => {
      toast({ title: rule ? "Alert rule saved" : "Alert rule set", description: ruleName(saved) });
      onClose();
    },
  );
  const preview = usePreview(draft, actions.preview);
  const metric = metricOf(draft.metric);
  const change = (part: Partial<AlertDraft>) => setDraft({ ...draft, ...part });
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && !pending && onClose()}
      title={rule ? "Edit alert rule" : "New alert rule"}
      description={`Who owns or maintains ${application} is told when it fires, and when it is calm again.`}
    >
      <form
        className="contents"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          submit(wishOf(draft));
        }}
      >
        <DialogBody>
          <FormError message={banner?.message} requestId={banner?.requestId} />
          <Field label="Fire when" error={errorAt("metric")} hint={metric?.hint}>
            <Select
              options={metricChoices.map(({ value, label }) => ({ value, label }))}
              value={draft.metric}
              onValueChange={(value) => {
                const chosen = metricChoices.find((one) => one.value === value);
                if (chosen) change({ metric: chosen.value, threshold: chosen.usual });
              }}
            />
          </Field>
          <div className="grid gap-x-4 gap-y-5 sm:grid-cols-3">
            <Field label="Is" error={errorAt("direction")}>
              <Select
                options={directionOptions}
                value={draft.direction}
                onValueChange={(value) =>
                  change({ direction: value === "below" ? "below" : "above" })
                }
              />
            </Field>
            <Field label="Threshold" error={errorAt("threshold")}>
              <span className="flex items-center gap-2">
                <Input
                  inputMode="decimal"
                  autoComplete="off"
                  value={draft.threshold}
                  onChange={(event) => change({ threshold: event.target.value })}
                  className="tabular-nums"
                />
                <span className="text-muted">{metric?.unit}</span>
              </span>
            </Field>
            <Field label="Over" error={errorAt("windowMinutes")}>
              <Select
                options={windowOptions}
                value={String(draft.windowMinutes)}
                onValueChange={(value) => change({ windowMinutes: Number(value) })}
              />
            </Field>
          </div>
          <p aria-live="polite" className="min-h-5 text-muted text-sm">
            {preview}
          </p>
        </DialogBody>
        <DialogFooter>
          <DialogClose />
          <SubmitButton pending={pending}>{rule ? "Save rule" : "Set rule"}</SubmitButton>
        </DialogFooter>
      </form>
    </Dialog>
  );
}

const restMs = 350;

/** What the rule would have done, once nothing was typed for a moment. */
function usePreview(draft: AlertDraft, ask: AlertActions["preview"]): string {
  const [words, setWords] = useState("Looking at the last 24 hours…");
  useEffect(() => {
    let isOver = false;
    const timer = setTimeout(async () => {
      const wish = wishOf(draft);
      const result = await ask(wish).catch(() => undefined);
      if (!isOver) setWords(result?.ok ? previewWords(wish, result.data) : "");
    }, restMs);
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [draft, ask]);
  return words;
}
