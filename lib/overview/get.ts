import { and, count, eq, isNull, type SQL, sql } from "drizzle-orm";
import { apis, applications, keys, serviceTokens } from "@/db/schema";
import { type Transaction, transact } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import { authorize, canEverywhere } from "@/lib/access/authorize";
import { listAuditEvents } from "@/lib/audit/list";
import type { Overview } from "./summary";

const where = (condition: SQL) => sql<number>`count(*) filter (where ${condition})::int`;

const active = sql`${keys.status} = 'active' and (${keys.expiresAt} is null or ${keys.expiresAt} > now())`;
const longAgo = sql`now() - interval '90 days'`;

/** The organization at a glance: counts, what a new one has yet to do, and the latest events. */
export async function getOverview(actor: Actor): Promise<Overview> {
  authorize(actor, "organization.read");
  const counted = await transact(actor, async (tx) => ({
    applications: await countApplications(tx, actor),
    keys: await countKeys(tx, actor),
    apis: await countApis(tx, actor),
    verifiers: await countVerifiers(tx, actor),
  }));
  const { total, used, ...shownKeys } = counted.keys;
  const { active, inactive } = counted.applications;
  return {
    applications: counted.applications,
    keys: shownKeys,
    recentEvents: canEverywhere(actor, "audit.read")
      ? (await listAuditEvents(actor, { limit: 6 })).data
      : [],
    checklist: {
      api: counted.apis > 0,
      application: active + inactive > 0,
      key: total > 0,
      firstRequest: used > 0,
      token: counted.verifiers > 0,
    },
  };
}

async function countApplications(tx: Transaction, actor: Actor) {
  const [row] = await tx
    .select({
      active: where(sql`${applications.status} = 'active'`),
      inactive: where(sql`${applications.status} = 'inactive'`),
    })
    .from(applications)
    .where(and(eq(applications.orgId, actor.organizationId), isNull(applications.deletedAt)));
  return row ?? { active: 0, inactive: 0 };
}

async function countKeys(tx: Transaction, actor: Actor) {
  const [row] = await tx
    .select({
      total: count(),
      used: where(sql`${keys.lastUsedAt} is not null`),
      active: where(active),
      expiringSoon: where(sql`${active} and ${keys.expiresAt} <= now() + interval '7 days'`),
      idle: where(sql`${active} and coalesce(${keys.lastUsedAt}, ${keys.createdAt}) < ${longAgo}`),
    })
    .from(keys)
    .where(and(eq(keys.orgId, actor.organizationId), isNull(keys.deletedAt)));
  if (!row) throw new Error("a count without a row");
  return row;
}

async function countApis(tx: Transaction, actor: Actor): Promise<number> {
  const [row] = await tx
    .select({ count: count() })
    .from(apis)
    .where(eq(apis.orgId, actor.organizationId));
  return row?.count ?? 0;
}

/** Service tokens that a gateway can verify keys with. */
async function countVerifiers(tx: Transaction, actor: Actor): Promise<number> {
  const [row] = await tx
    .select({ count: count() })
    .from(serviceTokens)
    .where(
      and(
        eq(serviceTokens.orgId, actor.organizationId),
        isNull(serviceTokens.revokedAt),
        sql`'keys.verify' = any(${serviceTokens.scopes})`,
      ),
    );
  return row?.count ?? 0;
}
