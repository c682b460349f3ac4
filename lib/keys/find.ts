import { and, eq, isNull } from "drizzle-orm";
import { keys } from "@/db/schema";
import type { Transaction } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import { notFound } from "@/lib/errors";
import { isId, type KeyId } from "@/lib/ids";
import type { KeyRow } from "./summary";

/**
 * The key, locked for the change that follows where `lock` is given. Throws 404 where the actor's
 * organization has no such key, also where `id` is no id.
 */
export async function findKey(
  tx: Transaction,
  actor: Actor,
  id: unknown,
  lock?: "update",
): Promise<KeyRow> {
  if (!isId("key", id)) throw notFound("key");
  const row = await readKey(tx, actor, id, lock);
  if (!row) throw notFound("key");
  return row;
}

/** As `findKey`, of an id that another row names. */
export async function readKey(
  tx: Transaction,
  actor: Actor,
  id: KeyId,
  lock?: "update",
): Promise<KeyRow | undefined> {
  const query = tx
    .select()
    .from(keys)
    .where(and(eq(keys.orgId, actor.organizationId), eq(keys.id, id), isNull(keys.deletedAt)));
  const [row] = await (lock ? query.for(lock) : query);
  return row;
}
