import { and, count, eq, inArray, isNull, notInArray } from "drizzle-orm";
import { applications, keys } from "@/db/schema";
import type { Transaction } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import type { MemberId } from "@/lib/ids";
import { statusNow } from "@/lib/keys/status";

/** Keys of those owners that work, or could work again. */
export const standingKeys = (actor: Actor, owners: MemberId[]) =>
  and(
    eq(keys.orgId, actor.organizationId),
    inArray(keys.ownerId, owners),
    isNull(keys.deletedAt),
    notInArray(statusNow, ["revoked", "expired"]),
  );

export const presentApplications = (actor: Actor, owners: MemberId[]) =>
  and(
    eq(applications.orgId, actor.organizationId),
    inArray(applications.ownerId, owners),
    isNull(applications.deletedAt),
  );

/** How many keys and applications each of them owns. */
export async function countOwned(tx: Transaction, actor: Actor, owners: MemberId[]) {
  const keyRows = await tx
    .select({ ownerId: keys.ownerId, count: count() })
    .from(keys)
    .where(standingKeys(actor, owners))
    .groupBy(keys.ownerId);
  const applicationRows = await tx
    .select({ ownerId: applications.ownerId, count: count() })
    .from(applications)
    .where(presentApplications(actor, owners))
    .groupBy(applications.ownerId);
  const byOwner = (rows: { ownerId: MemberId | null; count: number }[]) =>
    new Map(rows.map((row) => [row.ownerId, row.count]));
  return { keys: byOwner(keyRows), applications: byOwner(applicationRows) };
}
