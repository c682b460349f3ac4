"use client";

import { Field } from "@/components/ui/field";
import { Textarea } from "@/components/ui/textarea";

/** A word that stays with the key and in the audit log. */
export function NoteField({
  label = "Note",
  required = false,
  hint = "It stays with the key and in the audit log.",
  value,
  error,
  onChange,
}: {
  label?: string;
  required?: boolean;
  hint?: string;
  value: string;
  error: string | undefined;
  onChange: (value: string) => void;
}) {
  return (
    <Field label={label} optional={!required} hint={hint} error={error}>
      <Textarea
        value={value}
        rows={2}
        maxLength={500}
        className="min-h-14"
        onChange={(event) => onChange(event.target.value)}
      />
    </Field>
  );
}
