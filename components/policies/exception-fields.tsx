"use client";

import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import type { ExceptionDraft } from "./exception-drafts";

/** Until when, and why: of a key that may break one rule. */
export function ExceptionFields({
  value,
  errorAt,
  onChange,
}: {
  value: ExceptionDraft;
  errorAt: (path: "until" | "reason") => string | undefined;
  onChange: (value: ExceptionDraft) => void;
}) {
  return (
    <div className="grid gap-3 sm:grid-cols-[11rem_minmax(0,1fr)]">
      <Field label="Excepted until" error={errorAt("until")} hint="The end of that day.">
        <Input
          type="date"
          value={value.until}
          onChange={(event) => onChange({ ...value, until: event.target.value })}
        />
      </Field>
      <Field label="Reason" error={errorAt("reason")}>
        <Input
          value={value.reason}
          autoComplete="off"
          placeholder="What it waits for"
          onChange={(event) => onChange({ ...value, reason: event.target.value })}
        />
      </Field>
    </div>
  );
}
