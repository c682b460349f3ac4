"use client";

import { type ReactNode, useId } from "react";
import { environmentWord } from "@/components/approvals/environment-words";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import type { Environment } from "@/lib/keys/format";
import { environmentNames } from "./ceiling-words";

/** One rule of the form: what it demands at the left, its controls at the right. */
export function RuleRow({
  title,
  description,
  note,
  children,
}: {
  title: string;
  description: ReactNode;
  note?: ReactNode;
  children: ReactNode;
}) {
  const id = useId();
  return (
    <fieldset
      aria-labelledby={id}
      className="grid min-w-0 gap-x-10 gap-y-3 border-t px-5 py-4 md:grid-cols-[minmax(0,17rem)_minmax(0,1fr)]"
    >
      <div>
        <h3 id={id} className="font-medium">
          {title}
        </h3>
        <p className="text-muted text-sm">{description}</p>
      </div>
      <div className="flex min-w-0 flex-col gap-2">
        {children}
        {note && <div className="text-muted text-sm">{note}</div>}
      </div>
    </fieldset>
  );
}

/** Side by side where there is room. */
export function EnvironmentCells({
  children,
}: {
  children: (environment: Environment) => ReactNode;
}) {
  return (
    <div className="grid gap-x-4 gap-y-3 sm:grid-cols-3">
      {environmentNames.map((environment) => (
        <div key={environment} className="min-w-0">
          {children(environment)}
        </div>
      ))}
    </div>
  );
}

/** A value by environment, to be read. */
export function EnvironmentValues({
  children,
}: {
  children: (environment: Environment) => ReactNode;
}) {
  return (
    <dl className="grid gap-x-4 gap-y-2 sm:grid-cols-3">
      {environmentNames.map((environment) => (
        <div key={environment} className="max-sm:flex max-sm:gap-4">
          <dt className="text-muted text-sm max-sm:w-28">{environmentWord(environment)}</dt>
          <dd className="first-letter:uppercase">{children(environment)}</dd>
        </div>
      ))}
    </dl>
  );
}

export function NumberField({
  label,
  unit,
  none,
  value,
  hint,
  error,
  onChange,
}: {
  label: string;
  unit?: string | undefined;
  /** What an empty field means. */
  none: string;
  value: string;
  hint?: ReactNode;
  error: string | undefined;
  onChange: (value: string) => void;
}) {
  return (
    <Field label={label} error={error} hint={hint}>
      <span className="flex items-center gap-2">
        <Input
          inputMode="numeric"
          autoComplete="off"
          placeholder={none}
          value={value}
          onChange={(event) => onChange(event.target.value)}
          className="max-w-28 tabular-nums"
        />
        {unit && value.trim() !== "" && <span className="text-muted text-sm">{unit}</span>}
      </span>
    </Field>
  );
}
