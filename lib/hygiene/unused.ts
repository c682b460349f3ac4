import { and, eq, inArray, sql } from "drizzle-orm";
import { keys } from "@/db/schema";
import type { Transaction } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import { fromUuid, type KeyId } from "@/lib/ids";
import { countsOfKeys } from "@/lib/usage/of-keys";
import { hourMs } from "@/lib/usage/period";
import { compose, foldsOf } from "@/lib/usage/segments";
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
  const { orgId, id, applicationId: application, kind } = keys;
  const idleKeys = tx
    .select({ org: orgId, application, key: id, kind })
    .from(keys)
    .where(and(eq(orgId, actor.organizationId), inArray(id, [...idle])));
  const from = Math.floor((now.getTime() - idleDays * dayMs) / hourMs) * hourMs;
  const end = Math.floor(now.getTime() / hourMs) * hourMs + 2 * hourMs;
  const segments = compose([from, end], await foldsOf(tx, from, end));
  const used = await tx.execute<{ key: string }>(sql`
    with idle(org, application, key, kind) as (${idleKeys})
    select key from idle where kind = 'jwt'
    union select key from ${countsOfKeys(sql`idle`, segments)} as u`);
  const found = new Set(used.map(({ key }) => fromUuid("key", key)));
  return new Set(idle.filter((id) => !found.has(id)));
}
