import { and, eq, isNull } from "drizzle-orm";
import { organizations } from "@/db/schema";
import type { Transaction } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import { notFound } from "@/lib/errors";
import type { OrganizationRow } from "./summary";

/**
 * The actor's organization; with `lock`, nobody else changes it or its members' roles until the
 * transaction ends. Throws 404 where it was deleted.
 */
export async function findOrganization(
  tx: Transaction,
  actor: Actor,
  lock?: "no key update",
): Promise<OrganizationRow> {
  const query = tx
    .select()
    .from(organizations)
    .where(and(eq(organizations.id, actor.organizationId), isNull(organizations.deletedAt)));
  const [row] = await (lock ? query.for(lock) : query);
  if (!row) throw notFound("organization");
  return row;
}
