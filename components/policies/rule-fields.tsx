"use client";

import type { ReactNode } from "react";
import { environmentWord } from "@/components/approvals/environment-words";
import { Card } from "@/components/ui/card";
import { Checkbox } from "@/components/ui/checkbox";
import { RadioGroup } from "@/components/ui/radio-group";
import type { Environment } from "@/lib/keys/format";
import { type Kind, kinds, type Rules } from "@/lib/policies/rules";
import { meant } from "@/lib/policies/strictness";
import {
  type flagsByEnvironment,
  isByEnvironment,
  type Rule,
  type RuleDraft,
  type RuleEdits,
  rulesOf,
} from "./rule-draft";
import { departedWords, kindWords, ruleLabels } from "./rule-labels";
import { EnvironmentCells, EnvironmentValues, NumberField, RuleRow } from "./rule-row";

type FlagByEnvironment = (typeof flagsByEnvironment)[number];

export type RuleForm = {
  draft: RuleDraft;
  /** Absent for who may only read. */
  onChange?: (edits: RuleEdits) => void;
  errorAt: (path: string) => string | undefined;
  /** What else is to be said of a rule, under its controls. */
  note?: (rule: Rule) => ReactNode;
  /** For an application's own rules, which can only be stricter: an empty number stands for these. */
  organization?: Rules;
};

const stopOrRemind = [
  { value: "remind", label: "Remind its owner", hint: "The key keeps working." },
  {
    value: "stop",
    label: "Stop the key",
    hint: "It is disabled, and works again once it is excepted. A rotation in time prevents it.",
  },
];

const departedOptions = (["ask", "service-owned", "quarantine", "revoke"] as const).map(
  (value) => ({ value, ...departedWords[value] }),
);

const sections: { title: string; description: string; rules: readonly Rule[] }[] = [
  {
    title: "Lifetime",
    description: "How long a key may live.",
    rules: ["maxLifetimeDays", "neverAllowed"],
  },
  {
    title: "Rotation",
    description: "A key is replaced before many have seen it.",
    rules: ["rotateEveryDays", "rotationEnforced"],
  },
  {
    title: "New keys",
    description: "What a key needs before it is generated.",
    rules: ["maxActiveKeys", "kinds", "networksRequired", "approvalRequired"],
  },
  {
    title: "Idle keys",
    description: "Nobody misses a key that nobody uses.",
    rules: ["disableIdleDays", "revokeDisabledDays"],
  },
  {
    title: "Departed owners",
    description: "A key may outlive the membership of its owner.",
    rules: ["departedOwner"],
  },
];

/** The rules of an organization in their sections, to be read or to be changed. */
export function RuleFields(form: RuleForm) {
  return sections.map(({ title, description, rules }) => (
    <Card key={title} flush title={title} description={description}>
      {rules.map((rule) => (
        <RuleField key={rule} form={form} rule={rule} />
      ))}
    </Card>
  ));
}

/** One rule with its controls, or in words for who may only read. */
export function RuleField({ form, rule }: { form: RuleForm; rule: Rule }) {
  const { title, description, value } = ruleLabels[rule];
  const rules = meant(rulesOf(form.draft));
  return (
    <RuleRow title={title} description={description} note={form.note?.(rule)}>
      {form.onChange ? (
        <Controls form={form} rule={rule} onChange={form.onChange} />
      ) : isByEnvironment(rule) ? (
        <EnvironmentValues>{(environment) => value(rules[rule][environment])}</EnvironmentValues>
      ) : (
        <p className="first-letter:uppercase">{value(rules[rule])}</p>
      )}
    </RuleRow>
  );
}

type Controlled = { form: RuleForm; onChange: (edits: RuleEdits) => void };

function Controls({ form, rule, onChange }: Controlled & { rule: Rule }) {
  switch (rule) {
    case "maxLifetimeDays":
    case "maxActiveKeys":
      return (
        <EnvironmentCells>
          {(environment) => (
            <NumberCell
              form={form}
              rule={rule}
              label={environmentWord(environment)}
              value={form.draft[rule][environment]}
              organization={form.organization?.[rule][environment]}
              error={form.errorAt(`rules.${rule}.${environment}`)}
              onChange={(next) => onChange({ [rule]: { [environment]: next } })}
            />
          )}
        </EnvironmentCells>
      );
    case "neverAllowed":
    case "networksRequired":
    case "approvalRequired":
      return (
        <EnvironmentCells>
          {(environment) => (
            <FlagCell
              form={form}
              rule={rule}
              environment={environment}
              onChange={(next) => onChange({ [rule]: { [environment]: next } })}
            />
          )}
        </EnvironmentCells>
      );
    case "rotateEveryDays":
    case "disableIdleDays":
    case "revokeDisabledDays":
      return (
        <NumberCell
          form={form}
          rule={rule}
          label="Days"
          value={form.draft[rule]}
          organization={form.organization?.[rule]}
          error={form.errorAt(`rules.${rule}`)}
          onChange={(next) => onChange({ [rule]: next })}
        />
      );
    case "rotationEnforced":
      return (
        <RadioGroup
          label="An overdue key"
          hideLabel
          value={form.draft.rotationEnforced ? "stop" : "remind"}
          onValueChange={(value) => onChange({ rotationEnforced: value === "stop" })}
          options={stopOrRemind.map((option) => ({
            ...option,
            disabled: option.value === "remind" && form.organization?.rotationEnforced === true,
          }))}
        />
      );
    case "kinds":
      return <KindCells form={form} onChange={onChange} />;
    case "departedOwner":
      return (
        <RadioGroup
          label="Their keys"
          hideLabel
          value={form.draft.departedOwner}
          onValueChange={(value) => {
            const found = departedOptions.find((option) => option.value === value);
            if (found) onChange({ departedOwner: found.value });
          }}
          options={departedOptions}
        />
      );
  }
}

function NumberCell({
  form,
  rule,
  organization,
  ...field
}: {
  form: RuleForm;
  rule: Rule;
  label: string;
  value: string;
  /** What the organization demands, where an empty field means that. */
  organization: number | null | undefined;
  error: string | undefined;
  onChange: (value: string) => void;
}) {
  const { value: words, unit } = ruleLabels[rule];
  return (
    <NumberField
      {...field}
      unit={unit}
      none={form.organization ? "As it is" : capital(words(null))}
      hint={form.organization && `Organization: ${words(organization ?? null)}`}
    />
  );
}

function FlagCell({
  form: { draft, organization },
  rule,
  environment,
  onChange,
}: {
  form: RuleForm;
  rule: FlagByEnvironment;
  environment: Environment;
  onChange: (value: boolean) => void;
}) {
  const strict = rule !== "neverAllowed";
  const ends = rule === "neverAllowed" && draft.maxLifetimeDays[environment].trim() !== "";
  const fixed = organization?.[rule][environment] === strict;
  return (
    <Checkbox
      label={environmentWord(environment)}
      checked={draft[rule][environment] && !ends}
      disabled={ends || fixed}
      hint={ends ? "Each key ends." : fixed ? "As the organization demands." : undefined}
      onCheckedChange={onChange}
    />
  );
}

const kindHints: Record<Kind, string | undefined> = {
  secret: undefined,
  jwt: "Checked without asking: a service that follows neither stream nor list honours only the end.",
};

function KindCells({ form: { draft, organization }, onChange }: Controlled) {
  const allowed = organization?.kinds ?? kinds;
  return allowed.map((kind) => (
    <Checkbox
      key={kind}
      label={kindWords[kind]}
      checked={draft.kinds.includes(kind)}
      disabled={draft.kinds.length === 1 && draft.kinds.includes(kind)}
      hint={allowed.length === 1 ? "As the organization demands." : kindHints[kind]}
      onCheckedChange={(checked) =>
        onChange({
          kinds: checked ? [...draft.kinds, kind] : draft.kinds.filter((one) => one !== kind),
        })
      }
    />
  ));
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
