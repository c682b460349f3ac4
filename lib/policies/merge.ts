import { environments } from "@/db/schema";
import type { RulesWish } from "./rule-fields";
import type { Rules } from "./rules";

const cellRules = [
  "maxLifetimeDays",
  "neverAllowed",
  "maxActiveKeys",
  "networksRequired",
  "approvalRequired",
] as const;

const plainRules = [
  "rotateEveryDays",
  "rotationEnforced",
  "kinds",
  "disableIdleDays",
  "revokeDisabledDays",
  "departedOwner",
] as const;

/** A rule, or what it demands in one environment: `maxLifetimeDays.production`. */
export type Demand = { name: string; value: unknown };

const isCells = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The rules with those of `wish` in the place of their own. */
export function withRules(rules: Rules, wish: RulesWish): Rules {
  const named = Object.entries(wish).filter(([, value]) => value !== undefined);
  const merged = named.map(([name, value]) => {
    if (!isCells(value)) return [name, value];
    const cells = Object.entries(value).filter(([, cell]) => cell !== undefined);
    return [name, { ...(rules[name as keyof Rules] as object), ...Object.fromEntries(cells) }];
  });
  return { ...rules, ...Object.fromEntries(merged) };
}

/** Every rule by its name, those by environment cell by cell. */
export const demandsOf = (rules: Rules): Demand[] => [
  ...cellRules.flatMap((rule) =>
    environments.map((environment) => ({
      name: `${rule}.${environment}`,
      value: rules[rule][environment],
    })),
  ),
  ...plainRules.map((rule) => ({ name: rule, value: rules[rule] })),
];

/** The names of what differs. */
export function changedDemands(before: Rules, after: Rules): string[] {
  const present = new Map(demandsOf(before).map(({ name, value }) => [name, value]));
  return demandsOf(after)
    .filter(({ name, value }) => JSON.stringify(present.get(name)) !== JSON.stringify(value))
    .map(({ name }) => name);
}

/** What differs from `base`, as it is stored. */
export function wishFrom(base: Rules, rules: Rules): RulesWish {
  const wish: Record<string, unknown> = {};
  const changed = new Set(changedDemands(base, rules));
  for (const { name, value } of demandsOf(rules)) {
    if (!changed.has(name)) continue;
    const [rule = "", environment] = name.split(".");
    if (environment === undefined) wish[rule] = value;
    else wish[rule] = { ...(wish[rule] as object | undefined), [environment]: value };
  }
  return wish as RulesWish;
}
