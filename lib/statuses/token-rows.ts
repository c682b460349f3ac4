import { eq, type SQL, sql } from "drizzle-orm";
import { applications, keys, keyTokens, memberships, organizations } from "@/db/schema";
import type { Transaction } from "@/db/transact";
import type { OrganizationId } from "@/lib/ids";
import { rowBy } from "./by-primary-key";
import { groupColumns, groupHash as hash, raw } from "./group-row";

const place = {
  keyId: raw<string>(keyTokens.keyId),
  list: raw<number>(keyTokens.statusList),
  index: raw<number>(keyTokens.statusIndex),
  expiresAt: sql`${keyTokens.expiresAt}`.mapWith(keyTokens.expiresAt),
  retiresAt: sql<Date | null>`${keys.retiresAt}`.mapWith(keys.retiresAt) as SQL<Date | null>,
  hash,
};

export type TokenRow = Awaited<ReturnType<typeof readTokens>>[number];
export type GroupedRow = Awaited<ReturnType<typeof readGrouped>>[number];

/** The tokens of `ids`, an array of keys as PostgreSQL writes it, and of which group each is. */
export const readTokens = (
  tx: Transaction,
  organizationId: OrganizationId,
  ids: string,
  wanted: SQL | undefined,
) =>
  tx
    .select(place)
    .from(tokensOf(organizationId, ids))
    .innerJoin(organizations, eq(organizations.id, organizationId))
    .where(wanted);

/** As `readTokens`, with all by which tokens are grouped. */
export const readGrouped = (tx: Transaction, organizationId: OrganizationId, ids: string) =>
  tx
    .select({ ...place, ...groupColumns })
    .from(tokensOf(organizationId, ids))
    .innerJoin(organizations, eq(organizations.id, organizationId));

function tokensOf(organizationId: OrganizationId, ids: string): SQL {
  const id = sql`page.id`;
  return sql`unnest(${ids}::uuid[]) as page(id)
    cross join lateral ${rowBy(organizationId, keyTokens.keyId, id)}
    cross join lateral ${rowBy(organizationId, keys.id, id)}
    cross join lateral ${rowBy(organizationId, applications.id, keys.applicationId)}
    left join lateral ${rowBy(organizationId, memberships.id, keys.ownerId)}
      on ${memberships.removedAt} is null`;
}
