import { and, asc, eq, gt, isNull, max, or, sql } from "drizzle-orm";
import { applications, keys, memberships, serviceTokens } from "@/db/schema";
import { transact } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import { authorize } from "@/lib/access/authorize";
import { statusNow } from "@/lib/keys/status";
import type { OrganizationImpact } from "./summary";

/** What stops when the organization is deleted. Throws 403. */
export async function organizationImpact(actor: Actor): Promise<OrganizationImpact> {
  authorize(actor, "organization.delete");
  const { organizationId } = actor;
  return transact(actor, async (tx) => {
    const apps = await tx
      .select({ id: applications.id, name: applications.name })
      .from(applications)
      .where(and(eq(applications.orgId, organizationId), isNull(applications.deletedAt)))
      .orderBy(asc(applications.name));
    const perApplication = await tx
      .select({
        id: keys.applicationId,
        active: sql<number>`(count(*) filter (where ${statusNow} = 'active'))::int`,
        lastUsedAt: max(keys.lastUsedAt),
      })
      .from(keys)
      .where(and(eq(keys.orgId, organizationId), isNull(keys.deletedAt)))
      .groupBy(keys.applicationId);
    const facts = new Map(perApplication.map((row) => [row.id, row]));
    const used = perApplication.flatMap(({ lastUsedAt }) => lastUsedAt?.toISOString() ?? []);
    return {
      applications: apps.map((row) => ({ ...row, activeKeys: facts.get(row.id)?.active ?? 0 })),
      activeKeys: perApplication.reduce((sum, { active }) => sum + active, 0),
      activeTokens: await tx.$count(
        serviceTokens,
        and(
          eq(serviceTokens.orgId, organizationId),
          isNull(serviceTokens.revokedAt),
          or(isNull(serviceTokens.expiresAt), gt(serviceTokens.expiresAt, sql`now()`)),
        ),
      ),
      members: await tx.$count(
        memberships,
        and(eq(memberships.orgId, organizationId), isNull(memberships.removedAt)),
      ),
      lastUsedAt: used.sort().at(-1) ?? null,
    };
  });
}
