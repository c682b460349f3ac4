import { and, eq, inArray } from "drizzle-orm";
import { z } from "zod";
import { keyPolicies, nobody } from "@/db/schema";
import type { Transaction } from "@/db/transact";
import { AppError } from "@/lib/errors";
import { timeField } from "@/lib/fields";
import { type ApplicationId, fromUuid, type OrganizationId } from "@/lib/ids";
import { withRules } from "./merge";
import { ApplicationRulesWish, RulesWish } from "./rule-fields";
import {
  type DatedName,
  datedNames,
  defaultRules,
  type EnforcedFrom,
  loosestRules,
  type Rules,
} from "./rules";
import { isBinding, meant, stricter } from "./strictness";

/** The id under which the rules of the organization itself stand. */
export const wholeOrganization: ApplicationId = fromUuid("app", nobody);

/** What binds the keys of an application; `revision` is raised by each change of either's rules. */
export type BindingRules = { rules: Rules; enforcedFrom: EnforcedFrom; revision: number };

/** As it is stored: `wish` is what differs from `rules` of those who have set nothing. */
export type OwnRules = BindingRules & { wish: RulesWish };

const Enforced = z.partialRecord(
  z.enum(datedNames),
  timeField().transform((time) => time.toISOString()),
);

type Row = typeof keyPolicies.$inferSelect;

/** What a row says, or null where it can't be understood. */
export function ownRules(row: Row): OwnRules | null {
  const isWhole = row.applicationId === wholeOrganization;
  const wish = (isWhole ? RulesWish : ApplicationRulesWish).safeParse(row.rules);
  const enforcedFrom = Enforced.safeParse(row.enforcedFrom);
  if (!wish.success || !enforcedFrom.success) return null;
  return {
    wish: wish.data,
    rules: withRules(isWhole ? defaultRules : loosestRules, wish.data),
    enforcedFrom: enforcedFrom.data,
    revision: row.revision,
  };
}

export const untouched = (rules: Rules): OwnRules => ({
  wish: {},
  rules,
  enforcedFrom: {},
  revision: 0,
});

export const notUnderstood = () =>
  new AppError(
    "UNAVAILABLE",
    "The key policies can't be understood, so no key can be judged by them. An owner or admin has to set them anew.",
  );

/** The rules of both together, each demand with the date of whoever makes it. */
export function bindingRules(organization: OwnRules, own: OwnRules | undefined): BindingRules {
  if (!own) return { ...organization, rules: meant(organization.rules) };
  const rules = meant(stricter(organization.rules, own.rules));
  const dates = datedNames.flatMap((name) => {
    const from = startOfBinding(name, organization, own, rules);
    return from === undefined ? [] : [[name, from]];
  });
  const revision = organization.revision + own.revision;
  return { rules, enforcedFrom: Object.fromEntries(dates), revision };
}

/** Where both demand the same the earlier date, none being the earliest. */
function startOfBinding(name: DatedName, organization: OwnRules, own: OwnRules, rules: Rules) {
  const [theirs, owns] = [organization.enforcedFrom[name], own.enforcedFrom[name]];
  if (!isBinding(name, meant(organization.rules), rules)) return owns ?? theirs;
  if (!isBinding(name, meant(own.rules), rules)) return theirs;
  if (theirs === undefined || owns === undefined) return theirs;
  return theirs < owns ? theirs : owns;
}

/**
 * What binds the keys of an application, or of any that has no rules of its own. Throws 503 where
 * what is stored can't be understood.
 */
export async function loadRules(
  tx: Transaction,
  organizationId: OrganizationId,
  applicationId?: ApplicationId,
): Promise<BindingRules> {
  const wanted = applicationId ? [wholeOrganization, applicationId] : [wholeOrganization];
  const rows = await tx
    .select()
    .from(keyPolicies)
    .where(and(eq(keyPolicies.orgId, organizationId), inArray(keyPolicies.applicationId, wanted)));
  const all = allRules(rows);
  return all.rulesOf(applicationId ?? wholeOrganization);
}

/** The rules of an organization with all that its applications have besides. */
export type AllRules = {
  /** Null where they can't be understood. */
  organization: OwnRules | null;
  /** By application; null as above. */
  overrides: ReadonlyMap<ApplicationId, OwnRules | null>;
  /** What binds the keys of an application. Throws 503 where it can't be understood. */
  rulesOf: (applicationId: ApplicationId) => BindingRules;
};

export async function loadAllRules(
  tx: Transaction,
  organizationId: OrganizationId,
): Promise<AllRules> {
  return allRules(await tx.select().from(keyPolicies).where(eq(keyPolicies.orgId, organizationId)));
}

function allRules(rows: Row[]): AllRules {
  const read = new Map(rows.map((row) => [row.applicationId, ownRules(row)]));
  const whole = read.get(wholeOrganization);
  const organization = whole === undefined ? untouched(defaultRules) : whole;
  read.delete(wholeOrganization);
  return together(organization, read);
}

/** As if these were the rules. */
export function together(
  organization: OwnRules | null,
  overrides: ReadonlyMap<ApplicationId, OwnRules | null>,
): AllRules {
  const known = new Map<ApplicationId, BindingRules>();
  const rulesOf = (applicationId: ApplicationId) => {
    const found = known.get(applicationId);
    if (found) return found;
    const own = overrides.get(applicationId);
    if (organization === null || own === null) throw notUnderstood();
    const rules = bindingRules(organization, own);
    known.set(applicationId, rules);
    return rules;
  };
  return { organization, overrides, rulesOf };
}
