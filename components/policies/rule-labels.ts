import type { Kind, RuleName, Rules } from "@/lib/policies/rules";
import type { Rule, RuleChange } from "./rule-draft";

type Label = {
  title: string;
  /** What it demands, for the form. */
  description: string;
  /** A value in words, as within a sentence. */
  value: (value: unknown) => string;
  /** What a number counts. */
  unit?: string;
  /** The rule that a key breaks then, where it can. */
  breaks?: RuleName;
};

const days = (none: string) => (value: unknown) =>
  value === null ? none : value === 1 ? "1 day" : `${amount(value)} days`;

const amount = (value: unknown) =>
  typeof value === "number" && Number.isFinite(value) ? value.toLocaleString("en") : "not a number";

const flag = (yes: string, no: string) => (value: unknown) => (value ? yes : no);

export const kindWords: Record<Kind, string> = {
  secret: "Secret keys",
  jwt: "JWT keys",
};

export const departedWords: Record<Rules["departedOwner"], { label: string; hint: string }> = {
  ask: { label: "Ask each time", hint: "Whoever removes the member has to choose." },
  "service-owned": {
    label: "Make them service-owned",
    hint: "They keep working and belong to the application itself.",
  },
  quarantine: {
    label: "Quarantine them",
    hint: "They are refused until an owner or admin enables them again.",
  },
  revoke: { label: "Revoke them", hint: "They are refused for good." },
};

export const ruleLabels: Record<Rule, Label> = {
  maxLifetimeDays: {
    title: "Longest lifetime",
    description: "A key ends at most so many days after it is generated.",
    value: days("no limit"),
    unit: "days",
    breaks: "lifetime",
  },
  neverAllowed: {
    title: "Keys without an end",
    description: "Where a key may be generated that never expires.",
    value: flag("allowed", "not allowed"),
    breaks: "never",
  },
  rotateEveryDays: {
    title: "Rotate every",
    description: "Owners are reminded 30, 14, 7 and 1 days before a key is due.",
    value: days("never"),
    unit: "days",
    breaks: "rotation",
  },
  rotationEnforced: {
    title: "When a key is overdue",
    description: "What happens to a key that nobody rotated in time.",
    value: flag("it is stopped", "its owner is reminded"),
  },
  maxActiveKeys: {
    title: "Active keys per application",
    description: "At most so many at a time. A pair in rotation counts as one.",
    value: (value) => (value === null ? "any number" : amount(value)),
    unit: "keys",
  },
  kinds: {
    title: "Kinds of keys",
    description: "What may be generated.",
    value: (value) =>
      Array.isArray(value) && value.length > 0
        ? value.map((kind: Kind) => kindWords[kind]).join(", ")
        : "none",
    breaks: "kind",
  },
  networksRequired: {
    title: "Allowed networks",
    description: "Where a key has to name the networks that it may be used from.",
    value: flag("required", "not required"),
    breaks: "networks",
  },
  approvalRequired: {
    title: "Approval for new keys",
    description: "Where a developer needs an owner’s or admin’s approval for each key.",
    value: flag("required", "not required"),
  },
  disableIdleDays: {
    title: "Disable idle keys after",
    description:
      "A secret key that was not used for so long is disabled. It can be enabled again. A JWT key is left alone: its use is not always seen.",
    value: days("never"),
    unit: "days",
    breaks: "idle",
  },
  revokeDisabledDays: {
    title: "Revoke disabled keys after",
    description: "A key that a policy has disabled is revoked for good so much later.",
    value: days("never"),
    unit: "days",
  },
  departedOwner: {
    title: "When a key’s owner is removed",
    description: "What is chosen for their keys unless whoever removes them says otherwise.",
    value: (value) => departedWords[value as Rules["departedOwner"]].label,
  },
};

/** `Longest lifetime in production`. */
export const changeTitle = ({ rule, environment }: RuleChange): string =>
  environment ? `${ruleLabels[rule].title} in ${environment}` : ruleLabels[rule].title;
