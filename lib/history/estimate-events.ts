import { and, asc, eq, gte, lt, sql } from "drizzle-orm";
import { usageEvents } from "@/db/schema";
import type { Transaction } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import { type EventSearch, lookedAt, matching, mostLooked } from "./event-search";

/**
 * About how many rows are searched for: exact where the range has few, otherwise as many as if the
 * latest rows were like all of them.
 */
export async function estimateEvents(
  tx: Transaction,
  actor: Actor,
  search: EventSearch,
): Promise<number> {
  const { orgId, at } = usageEvents;
  const [counted] = await tx
    .select({
      looked: sql<number>`count(*)`.mapWith(Number),
      found: sql<number>`count(*) filter (where ${matching(actor, search) ?? sql`true`})`.mapWith(
        Number,
      ),
      first: sql<number>`extract(epoch from min(${at}))`.mapWith(Number),
      last: sql<number>`extract(epoch from max(${at}))`.mapWith(Number),
    })
    .from(lookedAt(tx, actor, search, null));
  const { looked = 0, found = 0, first = 0, last = 0 } = counted ?? {};
  if (looked < mostLooked || last <= first) return found;
  const inRange = and(eq(orgId, actor.organizationId), gte(at, search.from), lt(at, search.to));
  const [oldest] = await tx
    .select({ at })
    .from(usageEvents)
    .where(inRange)
    .orderBy(asc(at))
    .limit(1);
  const span = last - (oldest?.at.getTime() ?? 0) / 1000;
  return Math.max(found, Math.round((found * span) / (last - first)));
}
