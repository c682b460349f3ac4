import { and, eq, sql } from "drizzle-orm";
import { keyPolicies, organizations } from "@/db/schema";
import type { Transaction } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import { type AuditTarget, recordAudit } from "@/lib/audit/record";
import type { ApplicationId } from "@/lib/ids";
import { type BindingRules, wholeOrganization } from "./load-rules";
import { changedDemands, demandsOf, wishFrom } from "./merge";
import { datedNames, defaultRules, type EnforcedFrom, loosestRules, type Rules } from "./rules";
import { isOff, tightened } from "./strictness";

const usualDays = 14;

/** When keys are stopped that break what is tightened, where nobody says so. */
export const startOf = (wished: Date | undefined, now: Date): Date => {
  const usual = new Date(now.getTime() + usualDays * 24 * 3_600_000);
  return wished === undefined ? usual : wished < now ? now : wished;
};

/**
 * From when on each demand is enforced after the change: what is tightened from `start` on, what is
 * not as it was before.
 */
export function datesAfter(before: BindingRules, after: Rules, start: Date): EnforcedFrom {
  const tighter = tightened(before.rules, after);
  const dates = datedNames.flatMap((name) => {
    if (isOff(name, after)) return [];
    const from = tighter.includes(name) ? start.toISOString() : before.enforcedFrom[name];
    return from === undefined ? [] : [[name, from]];
  });
  return Object.fromEntries(dates);
}

/** Keeps what differs from the rules of those who have set nothing. */
export async function saveRules(
  tx: Transaction,
  actor: Actor,
  applicationId: ApplicationId,
  rules: Rules,
  enforcedFrom: EnforcedFrom,
): Promise<void> {
  const { orgId } = keyPolicies;
  const base = applicationId === wholeOrganization ? defaultRules : loosestRules;
  const wish = wishFrom(base, rules);
  if (Object.keys(wish).length === 0) {
    await tx
      .delete(keyPolicies)
      .where(and(eq(orgId, actor.organizationId), eq(keyPolicies.applicationId, applicationId)));
    return;
  }
  const set = { rules: wish, enforcedFrom, updatedBy: actor.id };
  await tx
    .insert(keyPolicies)
    .values({ orgId: actor.organizationId, applicationId, ...set })
    .onConflictDoUpdate({
      target: [orgId, keyPolicies.applicationId],
      set: { ...set, revision: sql`${keyPolicies.revision} + 1`, updatedAt: new Date() },
    });
}

/** Raises what the policies' ETag is made of. */
export async function touchPolicies(tx: Transaction, actor: Actor): Promise<number> {
  const [row] = await tx
    .update(organizations)
    .set({ revision: sql`${organizations.revision} + 1` })
    .where(eq(organizations.id, actor.organizationId))
    .returning({ revision: organizations.revision });
  if (!row) throw new Error("the policies were not touched");
  return row.revision;
}

/** Tells of those rules that have changed, and from when on they are enforced. */
export function recordRules(
  tx: Transaction,
  actor: Actor,
  target: AuditTarget & { applicationId?: ApplicationId },
  before: { rules: Rules; enforcedFrom: EnforcedFrom },
  after: { rules: Rules; enforcedFrom: EnforcedFrom },
): Promise<void> {
  const changed = new Set(changedDemands(before.rules, after.rules));
  const moved = datedNames.filter((name) => before.enforcedFrom[name] !== after.enforcedFrom[name]);
  const told = ({ rules, enforcedFrom }: typeof before) =>
    Object.fromEntries([
      ...demandsOf(rules)
        .filter(({ name }) => changed.has(name))
        .map(({ name, value }) => [name, value]),
      ...moved.map((name) => [`enforcedFrom.${name}`, enforcedFrom[name] ?? null]),
    ]);
  const { applicationId, ...rest } = target;
  return recordAudit(tx, actor, {
    action: "policy.changed",
    target: rest,
    ...(applicationId && { applicationId }),
    before: told(before),
    after: told(after),
  });
}
