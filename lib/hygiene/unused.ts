import { and, eq, exists, gte, inArray, or } from "drizzle-orm";
import { keys, usageMinutes } from "@/db/schema";
import type { Transaction } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import type { KeyId } from "@/lib/ids";
import { dayMs, idleDays } from "./finding";

/**
 * Of these idle keys those with which nobody asked for anything: a verification that was refused
 * counts, too, since somebody has the key in use. Never a JWT key, which is checked unseen.
 */
export async function withoutUse(
  tx: Transaction,
  actor: Actor,
  idle: readonly KeyId[],
  now: Date,
): Promise<Set<KeyId>> {
  if (idle.length === 0) return new Set();
  // A moment that is known when the statement is planned: only the partitions since are looked at.
  const since = new Date(now.getTime() - idleDays * dayMs);
  const uses = tx
    .select({ minute: usageMinutes.minute })
    .from(usageMinutes)
    .where(
      and(
        eq(usageMinutes.orgId, actor.organizationId),
        eq(usageMinutes.keyId, keys.id),
        gte(usageMinutes.minute, since),
      ),
    );
  const used = await tx
    .select({ id: keys.id })
    .from(keys)
    .where(
      and(
        eq(keys.orgId, actor.organizationId),
        inArray(keys.id, [...idle]),
        or(eq(keys.kind, "jwt"), exists(uses)),
      ),
    );
  const found = new Set(used.map(({ id }) => id));
  return new Set(idle.filter((id) => !found.has(id)));
}
