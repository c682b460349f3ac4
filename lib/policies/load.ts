import { and, eq, inArray } from "drizzle-orm";
import { applications, environments, organizations, roleCeilings } from "@/db/schema";
import type { Transaction } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import { type Role, roleNames } from "@/lib/access/rights";
import { notFound } from "@/lib/errors";
import type { ApplicationId } from "@/lib/ids";
import type { Environment } from "@/lib/keys/format";
import { type Ceiling, type Ceilings, defaultCeilings } from "./ceiling";
import { type AllRules, loadAllRules, wholeOrganization } from "./load-rules";
import type { RulesWish } from "./rule-fields";
import type { EnforcedFrom, Rules } from "./rules";

/** The rules that an application has besides those of its organization. */
export type Override = {
  application: { id: ApplicationId; name: string };
  /** Those that it has; null where they can't be understood, so that no key can be judged by them. */
  rules: RulesWish | null;
  /** From when on keys are stopped that were there before; as in `Policies`. */
  enforcedFrom: EnforcedFrom;
};

/** What an organization demands of its keys; `revision` is the organization's. */
export type Policies = {
  ceilings: Ceilings;
  rules: Rules;
  /** By demand: when keys are stopped that broke it as it was tightened last. RFC 3339 UTC. */
  enforcedFrom: EnforcedFrom;
  overrides: Override[];
  revision: number;
};

/** What holds now. Throws 503 where the rules can't be understood. */
export async function loadPolicies(tx: Transaction, actor: Actor): Promise<Policies> {
  const { ceilings, revision, all } = await loadPresent(tx, actor);
  const { enforcedFrom } = all.rulesOf(wholeOrganization);
  const rules = all.organization?.rules;
  if (!rules) throw new Error("the rules were understood and are missing");
  return { ceilings, rules, enforcedFrom, overrides: await overridesOf(tx, actor, all), revision };
}

export type Present = { ceilings: Ceilings; all: AllRules; revision: number };

/** The same as it is stored; with `lock`, nobody changes it until the transaction ends. */
export async function loadPresent(
  tx: Transaction,
  actor: Actor,
  lock?: "no key update",
): Promise<Present> {
  const query = tx
    .select({ revision: organizations.revision })
    .from(organizations)
    .where(eq(organizations.id, actor.organizationId));
  const [organization] = await (lock ? query.for(lock) : query);
  if (!organization) throw notFound("organization");
  const rows = await tx
    .select()
    .from(roleCeilings)
    .where(eq(roleCeilings.orgId, actor.organizationId));
  const ceilings = structuredClone(defaultCeilings);
  for (const { role, environment, ceiling } of rows) ceilings[role][environment] = ceiling;
  const all = await loadAllRules(tx, actor.organizationId);
  return { ceilings, all, revision: organization.revision };
}

async function overridesOf(tx: Transaction, actor: Actor, all: AllRules): Promise<Override[]> {
  const ids = [...all.overrides.keys()];
  if (ids.length === 0) return [];
  const rows = await tx
    .select({ id: applications.id, name: applications.name })
    .from(applications)
    .where(and(eq(applications.orgId, actor.organizationId), inArray(applications.id, ids)))
    .orderBy(applications.name, applications.id);
  return rows.map((application) => {
    const own = all.overrides.get(application.id);
    return {
      application,
      rules: own?.wish ?? null,
      enforcedFrom: own ? all.rulesOf(application.id).enforcedFrom : {},
    };
  });
}

export type Cell = { role: Role; environment: Environment; before: Ceiling; after: Ceiling };

type Wish = { [R in Role]?: { [E in Environment]?: Ceiling | undefined } | undefined };

/** What the wish changes. */
export const changedCells = (before: Ceilings, wish: Wish): Cell[] =>
  roleNames.flatMap((role) =>
    environments.flatMap((environment) => {
      const after = wish[role]?.[environment] ?? before[role][environment];
      const cell = { role, environment, before: before[role][environment], after };
      return cell.before === after ? [] : [cell];
    }),
  );
