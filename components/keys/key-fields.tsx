"use client";

import { useState } from "react";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Notice } from "@/components/ui/notice";
import { RadioGroup } from "@/components/ui/radio-group";
import { DateTime } from "@/components/ui/relative-time";
import { Select } from "@/components/ui/select";
import type { Environment } from "@/components/ui/status-badge";
import {
  type Expiry,
  type ExpiryChoice,
  expiresAt,
  expiryInput,
  expiryOptions,
  usualExpiry,
} from "./expiry";
import { LimitFields } from "./limit-fields";
import { type LimitsDraft, limitsInput, noLimits } from "./limits";
import type { ChoiceGroup } from "./permission-choices";
import { PermissionFields } from "./permission-fields";

export type KeyDraft = {
  name: string;
  environment: Environment;
  expiry: Expiry;
  permissions: string[] | null;
  limits: LimitsDraft;
};

const environments: { value: Environment; label: string; hint: string }[] = [
  { value: "development", label: "Development", hint: "Trying out" },
  { value: "staging", label: "Staging", hint: "Rehearsing" },
  { value: "production", label: "Production", hint: "Real data" },
];

const suggested = (environment: Environment) =>
  `${environments.find((e) => e.value === environment)?.label} key`;

export const firstDraft: KeyDraft = {
  name: suggested("development"),
  environment: "development",
  expiry: usualExpiry,
  permissions: null,
  limits: noLimits,
};

export const keyInput = (draft: KeyDraft) => ({
  name: draft.name,
  environment: draft.environment,
  expiresAt: expiryInput(draft.expiry, Date.now()),
  permissions: draft.permissions,
  ...limitsInput(draft.limits),
});

export function KeyFields({
  value,
  groups,
  onChange,
  errorAt,
}: {
  value: KeyDraft;
  /** What the key can carry. */
  groups: ChoiceGroup[];
  onChange: (value: KeyDraft) => void;
  errorAt: (path: string) => string | undefined;
}) {
  const [now] = useState(Date.now);
  const { choice, date } = value.expiry;
  const end = expiresAt(value.expiry, now);
  const expire = (patch: Partial<Expiry>) =>
    onChange({ ...value, expiry: { ...value.expiry, ...patch } });

  function settle(environment: Environment) {
    const untouched = value.name === suggested(value.environment);
    onChange({ ...value, environment, name: untouched ? suggested(environment) : value.name });
  }

  return (
    <>
      <RadioGroup
        label="Environment"
        layout="cards"
        options={environments}
        value={value.environment}
        onValueChange={(next) => settle(next as Environment)}
      />
      <Field label="Key name" error={errorAt("name")} hint="Tells keys of one application apart.">
        <Input
          value={value.name}
          onChange={(event) => onChange({ ...value, name: event.target.value })}
          autoComplete="off"
          required
        />
      </Field>
      <div className="grid gap-5 sm:grid-cols-2">
        <Field
          label="Expires"
          error={choice === "date" ? undefined : errorAt("expiresAt")}
          hint={
            choice !== "date" && end ? (
              <>
                On <DateTime value={end} />
              </>
            ) : undefined
          }
        >
          <Select
            value={choice}
            onValueChange={(next) => expire({ choice: next as ExpiryChoice })}
            options={expiryOptions}
          />
        </Field>
        {choice === "date" && (
          <Field
            label="Last day"
            error={errorAt("expiresAt") && (date ? errorAt("expiresAt") : "Choose a day.")}
            hint="Ends with this day, your time."
          >
            <Input
              type="date"
              value={date}
              onChange={(event) => expire({ date: event.target.value })}
              required
            />
          </Field>
        )}
      </div>
      {choice === "never" && (
        <Notice tone="warn" title="A key that never expires is the one that leaks unnoticed">
          Prefer a year and a reminder to replace it.
        </Notice>
      )}
      {groups.length > 0 && (
        <PermissionFields
          groups={groups}
          environment={value.environment}
          value={value.permissions}
          onChange={(permissions) => onChange({ ...value, permissions })}
          errorAt={errorAt}
        />
      )}
      <LimitFields
        value={value.limits}
        onChange={(limits) => onChange({ ...value, limits })}
        errorAt={errorAt}
      />
    </>
  );
}
