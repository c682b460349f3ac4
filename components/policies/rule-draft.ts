import type { Environment } from "@/lib/keys/format";
import type { Kind, Rules } from "@/lib/policies/rules";
import { environmentNames } from "./ceiling-words";

type ByEnvironment<T> = Record<Environment, T>;

/** The rules as a form holds them: numbers as they are typed, empty for none. */
export type RuleDraft = {
  maxLifetimeDays: ByEnvironment<string>;
  neverAllowed: ByEnvironment<boolean>;
  rotateEveryDays: string;
  rotationEnforced: boolean;
  maxActiveKeys: ByEnvironment<string>;
  kinds: readonly Kind[];
  networksRequired: ByEnvironment<boolean>;
  approvalRequired: ByEnvironment<boolean>;
  disableIdleDays: string;
  revokeDisabledDays: string;
  departedOwner: Rules["departedOwner"];
};

export type Rule = keyof RuleDraft;

export const numbersByEnvironment = ["maxLifetimeDays", "maxActiveKeys"] as const;
export const flagsByEnvironment = ["neverAllowed", "networksRequired", "approvalRequired"] as const;
export const numberRules = ["rotateEveryDays", "disableIdleDays", "revokeDisabledDays"] as const;

/** What was changed in the form, cell by cell: the rest is as it is at present. */
export type RuleEdits = {
  [R in Rule]?: RuleDraft[R] extends ByEnvironment<infer V>
    ? Partial<ByEnvironment<V>>
    : RuleDraft[R];
};

const written = (value: number | null) => (value === null ? "" : String(value));

/** A number as people write it; empty is null, and what is none stays wrong, so that the verb says so. */
const numberOf = (text: string): number | null => {
  const bare = text.replace(/[\s,'_]/gu, "");
  if (bare === "") return null;
  return /^-?\d+$/.test(bare) ? Number(bare) : Number.NaN;
};

const mapped = <A, B>(cells: ByEnvironment<A>, map: (value: A) => B): ByEnvironment<B> => ({
  development: map(cells.development),
  staging: map(cells.staging),
  production: map(cells.production),
});

export const draftOf = (rules: Rules): RuleDraft => ({
  ...rules,
  maxLifetimeDays: mapped(rules.maxLifetimeDays, written),
  maxActiveKeys: mapped(rules.maxActiveKeys, written),
  rotateEveryDays: written(rules.rotateEveryDays),
  disableIdleDays: written(rules.disableIdleDays),
  revokeDisabledDays: written(rules.revokeDisabledDays),
});

/** The rules as the verbs take them. */
export const rulesOf = (draft: RuleDraft): Rules => ({
  ...draft,
  maxLifetimeDays: mapped(draft.maxLifetimeDays, numberOf),
  maxActiveKeys: mapped(draft.maxActiveKeys, numberOf),
  rotateEveryDays: numberOf(draft.rotateEveryDays),
  disableIdleDays: numberOf(draft.disableIdleDays),
  revokeDisabledDays: numberOf(draft.revokeDisabledDays),
});

/** An application's rules beside its organization's: a number that is the same stays empty. */
export function applicationDraft(organization: Rules, own: Rules): RuleDraft {
  const draft = draftOf(own);
  for (const rule of numbersByEnvironment) {
    for (const one of environmentNames) {
      if (own[rule][one] === organization[rule][one]) draft[rule][one] = "";
    }
  }
  for (const rule of numberRules) if (own[rule] === organization[rule]) draft[rule] = "";
  return draft;
}

/** The rules of such a draft: where a number is empty, the organization's. */
export function applicationRules(organization: Rules, draft: RuleDraft): Rules {
  const filled: RuleDraft = structuredClone(draft);
  const usual = draftOf(organization);
  for (const rule of numbersByEnvironment) {
    for (const one of environmentNames) {
      if (filled[rule][one].trim() === "") filled[rule][one] = usual[rule][one];
    }
  }
  for (const rule of numberRules) if (filled[rule].trim() === "") filled[rule] = usual[rule];
  return rulesOf(filled);
}

/** What is not named stays. */
export const withEdits = (present: RuleDraft, edits: RuleEdits): RuleDraft => ({
  ...present,
  ...edits,
  maxLifetimeDays: { ...present.maxLifetimeDays, ...edits.maxLifetimeDays },
  neverAllowed: { ...present.neverAllowed, ...edits.neverAllowed },
  maxActiveKeys: { ...present.maxActiveKeys, ...edits.maxActiveKeys },
  networksRequired: { ...present.networksRequired, ...edits.networksRequired },
  approvalRequired: { ...present.approvalRequired, ...edits.approvalRequired },
});

/** One edit more. */
export const moreEdits = (edits: RuleEdits, patch: RuleEdits): RuleEdits => ({
  ...edits,
  ...patch,
  ...Object.fromEntries(
    [...numbersByEnvironment, ...flagsByEnvironment].flatMap((rule) =>
      edits[rule] || patch[rule] ? [[rule, { ...edits[rule], ...patch[rule] }]] : [],
    ),
  ),
});

/** One cell that differs. `loosens` is null where neither is stricter. */
export type RuleChange = {
  rule: Rule;
  environment?: Environment;
  from: unknown;
  to: unknown;
  loosens: boolean | null;
};

/** What differs, rule by rule and environment by environment. */
export function ruleChanges(before: Rules, after: Rules): RuleChange[] {
  const changes: RuleChange[] = [];
  const compare = (rule: Rule, from: unknown, to: unknown, environment?: Environment) => {
    if (same(from, to)) return;
    changes.push({
      rule,
      ...(environment && { environment }),
      from,
      to,
      loosens: loosens(rule, from, to),
    });
  };
  for (const rule of ruleOrder) {
    if (isByEnvironment(rule)) {
      for (const one of environmentNames) compare(rule, before[rule][one], after[rule][one], one);
    } else compare(rule, before[rule], after[rule]);
  }
  return changes;
}

/** In the order of the page. */
export const ruleOrder = [
  "maxLifetimeDays",
  "neverAllowed",
  "rotateEveryDays",
  "rotationEnforced",
  "maxActiveKeys",
  "kinds",
  "networksRequired",
  "approvalRequired",
  "disableIdleDays",
  "revokeDisabledDays",
  "departedOwner",
] as const satisfies readonly Rule[];

type RuleByEnvironment = (typeof numbersByEnvironment | typeof flagsByEnvironment)[number];

export const isByEnvironment = (rule: Rule): rule is RuleByEnvironment =>
  [...numbersByEnvironment, ...flagsByEnvironment].some((name) => name === rule);

const same = (a: unknown, b: unknown) =>
  Object.is(a, b) ||
  (Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((x) => b.includes(x)));

function loosens(rule: Rule, from: unknown, to: unknown): boolean | null {
  if (rule === "departedOwner") return null;
  if (Array.isArray(from) && Array.isArray(to)) return to.some((kind) => !from.includes(kind));
  if (typeof to === "boolean") return rule === "neverAllowed" ? to : !to;
  return to === null || (from !== null && Number(to) > Number(from));
}

/** What differs, cell by cell, as the verbs take it. */
export function changedRules(changes: readonly RuleChange[]): Record<string, unknown> {
  const wish: Record<string, unknown> = {};
  for (const { rule, environment, to } of changes) {
    wish[rule] = environment ? { ...(wish[rule] as object), [environment]: to } : to;
  }
  return wish;
}
