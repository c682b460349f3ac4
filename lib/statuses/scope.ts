import { and, type Column, eq, gt, sql } from "drizzle-orm";
import { keys, keyTokens } from "@/db/schema";
import type { Transaction } from "@/db/transact";
import {
  type ApplicationId,
  fromUuid,
  type KeyId,
  type MemberId,
  type OrganizationId,
  toUuid,
} from "@/lib/ids";
import { byPrimaryKey } from "./by-primary-key";
import { raw } from "./group-row";

/** Which tokens a look is for. */
export type Scope =
  | { of: "all" }
  | { of: "keys"; ids: readonly KeyId[] }
  | { of: "application"; id: ApplicationId }
  | { of: "owner"; id: MemberId };

/** As PostgreSQL writes an array of uuids. */
export const written = (ids: readonly KeyId[]): string => `{${ids.map((id) => toUuid("key", id))}}`;

type Paged = Exclude<Scope, { of: "keys" }>;

/** The next keys of a scope, as PostgreSQL writes them; `last` is null where they are the last. */
export async function readIds(
  tx: Transaction,
  organizationId: OrganizationId,
  scope: Paged,
  after: KeyId | null,
  size: number,
): Promise<{ ids: string; last: KeyId | null }> {
  if (scope.of === "all") await tx.execute(byPrimaryKey);
  const page = idsOf(tx, organizationId, scope, after, size);
  const [row] = await tx
    .select({
      ids: sql<string>`coalesce(array_agg(${page.id} order by ${page.id}), '{}')::text`,
      count: sql<number>`count(*)::integer`,
    })
    .from(page);
  if (scope.of !== "all") await tx.execute(byPrimaryKey);
  const { ids, count } = row ?? { ids: "{}", count: 0 };
  return { ids, last: count < size ? null : fromUuid("key", ids.slice(-37, -1)) };
}

function idsOf(
  tx: Transaction,
  organizationId: OrganizationId,
  scope: Paged,
  after: KeyId | null,
  size: number,
) {
  const later = (id: Column) => (after ? gt(id, after) : undefined);
  if (scope.of === "all") {
    const unforgotten = gt(keyTokens.expiresAt, sql`now() - interval '1 day'`);
    return tx
      .select({ id: raw<string>(keyTokens.keyId).as("id") })
      .from(keyTokens)
      .where(and(eq(keyTokens.orgId, organizationId), unforgotten, later(keyTokens.keyId)))
      .orderBy(keyTokens.keyId)
      .limit(size)
      .as("page");
  }
  const whose =
    scope.of === "application" ? eq(keys.applicationId, scope.id) : eq(keys.ownerId, scope.id);
  return tx
    .select({ id: raw<string>(keys.id).as("id") })
    .from(keys)
    .where(and(eq(keys.orgId, organizationId), eq(keys.kind, "jwt"), whose, later(keys.id)))
    .orderBy(keys.id)
    .limit(size)
    .as("page");
}
