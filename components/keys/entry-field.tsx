"use client";

import type { ReactNode } from "react";
import { Field } from "@/components/ui/field";
import { Textarea } from "@/components/ui/textarea";

/** A list written one per line; what is wrong is said for each line of it. */
export function EntryField({
  label,
  hint,
  placeholder,
  value,
  errors,
  optional = true,
  onChange,
  children,
}: {
  label: string;
  hint: string;
  placeholder: string;
  value: string;
  errors: string[];
  optional?: boolean;
  onChange: (value: string) => void;
  children?: ReactNode;
}) {
  return (
    <div className="flex flex-col gap-2">
      <Field label={label} optional={optional} hint={hint} error={errors.join("\n") || undefined}>
        <Textarea
          mono
          rows={2}
          spellCheck={false}
          autoCapitalize="none"
          placeholder={placeholder}
          value={value}
          onChange={(event) => onChange(event.target.value)}
          className="min-h-14"
        />
      </Field>
      {children}
    </div>
  );
}
