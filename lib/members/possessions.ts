import { and, asc, eq, inArray, isNull, max, ne, sql } from "drizzle-orm";
import { applications, keys, memberships, serviceTokens, users } from "@/db/schema";
import { type Transaction, transact } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import { authorize, can } from "@/lib/access/authorize";
import type { ApplicationId, MemberId } from "@/lib/ids";
import { keyItems } from "@/lib/keys/items";
import { statusNow } from "@/lib/keys/status";
import { tokenStatusAt } from "@/lib/tokens/summary";
import { findMember } from "./find";
import { presentApplications, standingKeys } from "./owned";
import type { Possessions } from "./summary";

/** What has to be handed over before the member leaves. Throws 404, 403. */
export async function memberPossessions(actor: Actor, memberId: unknown): Promise<Possessions> {
  authorize(actor, "member.read");
  authorize(actor, "application.read");
  authorize(actor, "key.read");
  return transact(actor, async (tx) => {
    const { id } = await findMember(tx, actor, memberId);
    const keyRows = await tx
      .select()
      .from(keys)
      .where(standingKeys(actor, [id]))
      .orderBy(asc(keys.createdAt), asc(keys.id));
    return {
      applications: await applicationsOf(tx, actor, id),
      keys: (await keyItems(tx, actor, keyRows)).map((key) => ({
        id: key.id,
        name: key.name,
        environment: key.environment,
        applicationName: key.applicationName,
        lastUsedAt: key.lastUsedAt,
      })),
      tokens: can(actor, "token.read") ? await tokensOf(tx, actor, id) : [],
      heirs: await heirsOf(tx, actor, id),
    };
  });
}

/** As `findHeir` takes them. */
const heirsOf = (tx: Transaction, actor: Actor, leaving: MemberId) =>
  tx
    .select({ id: memberships.id, name: users.name, email: users.email })
    .from(memberships)
    .innerJoin(users, eq(users.id, memberships.userId))
    .where(
      and(
        eq(memberships.orgId, actor.organizationId),
        ne(memberships.id, leaving),
        ne(memberships.role, "auditor"),
        isNull(memberships.removedAt),
      ),
    )
    .orderBy(asc(users.name), asc(memberships.id))
    .limit(500);

async function applicationsOf(tx: Transaction, actor: Actor, owner: MemberId) {
  const rows = await tx
    .select({ id: applications.id, name: applications.name })
    .from(applications)
    .where(presentApplications(actor, [owner]))
    .orderBy(asc(applications.name));
  const uses = await usesOf(
    tx,
    actor,
    rows.map(({ id }) => id),
  );
  return rows.map((row) => ({
    ...row,
    activeKeys: uses.get(row.id)?.active ?? 0,
    lastUsedAt: uses.get(row.id)?.lastUsedAt?.toISOString() ?? null,
  }));
}

async function usesOf(tx: Transaction, actor: Actor, ids: ApplicationId[]) {
  const rows = await tx
    .select({
      id: keys.applicationId,
      active: sql<number>`(count(*) filter (where ${statusNow} = 'active'))::int`,
      lastUsedAt: max(keys.lastUsedAt),
    })
    .from(keys)
    .where(
      and(
        eq(keys.orgId, actor.organizationId),
        inArray(keys.applicationId, ids),
        isNull(keys.deletedAt),
      ),
    )
    .groupBy(keys.applicationId);
  return new Map(rows.map((row) => [row.id, row]));
}

async function tokensOf(tx: Transaction, actor: Actor, creator: MemberId) {
  const rows = await tx
    .select()
    .from(serviceTokens)
    .where(and(eq(serviceTokens.orgId, actor.organizationId), eq(serviceTokens.createdBy, creator)))
    .orderBy(asc(serviceTokens.name));
  const now = new Date();
  return rows
    .filter((row) => tokenStatusAt(row, now) === "active")
    .map(({ id, name, lastUsedAt }) => ({
      id,
      name,
      lastUsedAt: lastUsedAt?.toISOString() ?? null,
    }));
}
