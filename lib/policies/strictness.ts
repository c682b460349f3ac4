import type { Environment } from "@/lib/keys/format";
import { type DatedName, datedNames, kinds, loosestRules, type Rules } from "./rules";

type Cells<T> = Record<Environment, T>;
type Days = number | null;

const smaller = (a: Days, b: Days): Days => {
  if (a === null || b === null) return a ?? b;
  return Math.min(a, b);
};
const both = (a: boolean, b: boolean) => a && b;
const either = (a: boolean, b: boolean) => a || b;

const eachOf = <T>(a: Cells<T>, b: Cells<T>, merge: (a: T, b: T) => T): Cells<T> => ({
  development: merge(a.development, b.development),
  staging: merge(a.staging, b.staging),
  production: merge(a.production, b.production),
});

const fates = ["ask", "service-owned", "quarantine", "revoke"] as const;

const harsher = (a: Rules["departedOwner"], b: Rules["departedOwner"]) =>
  fates.indexOf(a) < fates.indexOf(b) ? b : a;

/** What satisfies both, rule by rule and environment by environment. */
export const stricter = (a: Rules, b: Rules): Rules => ({
  maxLifetimeDays: eachOf(a.maxLifetimeDays, b.maxLifetimeDays, smaller),
  neverAllowed: eachOf(a.neverAllowed, b.neverAllowed, both),
  rotateEveryDays: smaller(a.rotateEveryDays, b.rotateEveryDays),
  rotationEnforced: either(a.rotationEnforced, b.rotationEnforced),
  maxActiveKeys: eachOf(a.maxActiveKeys, b.maxActiveKeys, smaller),
  kinds: kinds.filter((kind) => a.kinds.includes(kind) && b.kinds.includes(kind)),
  networksRequired: eachOf(a.networksRequired, b.networksRequired, either),
  approvalRequired: eachOf(a.approvalRequired, b.approvalRequired, either),
  disableIdleDays: smaller(a.disableIdleDays, b.disableIdleDays),
  revokeDisabledDays: smaller(a.revokeDisabledDays, b.revokeDisabledDays),
  departedOwner: harsher(a.departedOwner, b.departedOwner),
});

const canonical = (rules: Rules) => stricter(rules, rules);

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

/** Whether `a` is in no rule looser than `b`; also where they are the same. */
export const isStricter = (a: Rules, b: Rules): boolean => same(stricter(a, b), canonical(a));

/** As the rules are meant: where a lifetime has a bound, a key without an end breaks it. */
export const meant = (rules: Rules): Rules => ({
  ...rules,
  neverAllowed: {
    development: rules.neverAllowed.development && rules.maxLifetimeDays.development === null,
    staging: rules.neverAllowed.staging && rules.maxLifetimeDays.staging === null,
    production: rules.neverAllowed.production && rules.maxLifetimeDays.production === null,
  },
});

const partsOf = {
  lifetime: "maxLifetimeDays",
  never: "neverAllowed",
  networks: "networksRequired",
  rotation: "rotateEveryDays",
  rotationEnforced: "rotationEnforced",
  kind: "kinds",
  idle: "disableIdleDays",
  revoke: "revokeDisabledDays",
} as const satisfies Record<string, keyof Rules>;

/** The rule that a name with a date is of, and where: everywhere unless it says so. */
export function partOf(name: DatedName): [keyof Rules, Environment | undefined] {
  const [rule, environment] = name.split(".") as [keyof typeof partsOf, Environment?];
  return [partsOf[rule], environment];
}

const demandOf = (name: DatedName, rules: Rules): unknown => {
  const [part, environment] = partOf(name);
  const demand = canonical(rules)[part];
  return environment ? (demand as Cells<unknown>)[environment] : demand;
};

const sameIn = (name: DatedName, a: Rules, b: Rules) => same(demandOf(name, a), demandOf(name, b));

/** Whether nothing is demanded there. */
export const isOff = (name: DatedName, rules: Rules): boolean => sameIn(name, rules, loosestRules);

/** Whether one of several rules demands as much there as they do together. */
export const isBinding = (name: DatedName, one: Rules, together: Rules): boolean =>
  sameIn(name, one, together);

/** What demands more of keys after the change than before. */
export const tightened = (before: Rules, after: Rules): DatedName[] => {
  const most = stricter(before, after);
  return datedNames.filter((name) => !sameIn(name, most, before));
};

/** Of the rules after a change those that keys can break by it, the others demanding nothing. */
export function onlyTightened(before: Rules, after: Rules): Rules {
  const named = tightened(before, after).flatMap((name): (keyof Rules)[] => {
    const [part] = partOf(name);
    return part === "rotationEnforced" ? ["rotateEveryDays", part] : [part];
  });
  const parts = named.map((part) => [part, after[part]]);
  return { ...loosestRules, ...Object.fromEntries(parts) };
}
