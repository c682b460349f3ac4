import { setTimeout as pause } from "node:timers/promises";
import { and, eq, lt, sql } from "drizzle-orm";
import { changeLog, gates, keyNetworks } from "@/db/schema";
import { transact, transactSystem } from "@/db/transact";

const longerThanALeaseMs = 1500;

/**
 * Forgets gates that were not heard of for an hour, and changes announced more than a day ago that
 * every other gate has applied. Returns how many changes. A gate that was forgotten and comes back
 * finds no row of its own, and starts with an empty memory.
 */
export async function pruneChangeLog(): Promise<number> {
  const silent = await transactSystem((tx) =>
    tx.select().from(gates).where(lt(gates.lastSeen, sql`now() - interval '1 hour'`)),
  );
  // By the clock of the database alone a gate that lives could seem silent: it would step in between.
  if (silent.length > 0) await pause(longerThanALeaseMs);
  return transactSystem(async (tx) => {
    for (const { id, lastSeen } of silent) {
      await tx.delete(gates).where(and(eq(gates.id, id), eq(gates.lastSeen, lastSeen)));
    }
    const { count } = await tx.delete(changeLog).where(
      and(
        lt(changeLog.createdAt, sql`now() - interval '1 day'`),
        sql`not exists (
          select from ${gates}
          where ${gates.lapsedAt} is null and not pg_visible_in_snapshot(${changeLog.xid}, ${gates.acked}))`,
      ),
    );
    return count;
  });
}

const old = lt(keyNetworks.lastSeenAt, sql`now() - interval '90 days'`);

/** Forgets from where keys were used more than 90 days ago. Returns how many networks. */
export async function pruneKeyNetworks(): Promise<number> {
  const found = await transactSystem((tx) =>
    tx.selectDistinct({ organizationId: keyNetworks.orgId }).from(keyNetworks).where(old),
  );
  let total = 0;
  for (const { organizationId } of found) {
    const { count } = await transact({ organizationId }, (tx) =>
      tx.delete(keyNetworks).where(and(eq(keyNetworks.orgId, organizationId), old)),
    );
    total += count;
  }
  return total;
}
