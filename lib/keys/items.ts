import { and, eq, inArray } from "drizzle-orm";
import { applications } from "@/db/schema";
import type { Transaction } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import { actorNames } from "@/lib/members/names";
import { type KeyListItem, type KeyRow, summarizeKey } from "./summary";

/** Those keys with the names that their ids stand for, in their order. */
export async function keyItems(
  tx: Transaction,
  actor: Actor,
  rows: KeyRow[],
): Promise<KeyListItem[]> {
  if (rows.length === 0) return [];
  const found = await tx
    .select({ id: applications.id, name: applications.name })
    .from(applications)
    .where(
      and(
        eq(applications.orgId, actor.organizationId),
        inArray(applications.id, [...new Set(rows.map((row) => row.applicationId))]),
      ),
    );
  const names = await actorNames(
    tx,
    actor,
    rows.flatMap((row) => (row.ownerId ? [row.ownerId, row.createdBy] : [row.createdBy])),
  );
  for (const { id, name } of found) names.set(id, name);
  const now = new Date();
  return rows.map((row) => ({
    ...summarizeKey(row, now),
    applicationName: names.get(row.applicationId) ?? "",
    ownerName: row.ownerId && (names.get(row.ownerId) ?? null),
    createdByName: names.get(row.createdBy) ?? "",
  }));
}
