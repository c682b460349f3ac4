import { desc, sql } from "drizzle-orm";
import { usageEvents } from "@/db/schema";
import { transact } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import { authorize, can } from "@/lib/access/authorize";
import { parse } from "@/lib/parse";
import { EventFilters } from "./event-query";
import { authorizeSearch, lookedAt, matching, newestFirst, reaches } from "./event-search";

/** From where it was asked of late: verdicts, as each row of the history stands for so many. */
export type UsageNetworks = {
  /** The most frequent first, at most ten. `network` is null where it was not told. */
  networks: { network: string | null; count: number; refused: number }[];
  /** How many verdicts there were in all of them. */
  of: number;
};

const [mostRows, mostShown] = [10_000, 10];

/**
 * From where the latest verdicts came, filtered as the access history is: of its newest 10,000 rows
 * at most. Null for whom it is not shown. Throws 404, 422, 403.
 */
export async function usageNetworks(actor: Actor, query: unknown): Promise<UsageNetworks | null> {
  authorize(actor, "usage.read");
  const wish = parse(EventFilters, query);
  if (!can(actor, "history.networks")) return null;
  return transact(actor, async (tx) => {
    if (!(await reaches(tx, actor, wish))) return null;
    const search = await authorizeSearch(tx, actor, wish);
    const latest = tx
      .select()
      .from(lookedAt(tx, actor, search, null))
      .where(matching(actor, search))
      .orderBy(...newestFirst(search))
      .limit(mostRows)
      .as("usage_events");
    const { network, outcome, oneOf } = usageEvents;
    const count = sql<number>`sum(${oneOf})`.mapWith(Number);
    const refused = sql`coalesce(sum(${oneOf}) filter (where ${outcome} <> 'VALID'), 0)`;
    const of = sql<number>`sum(sum(${oneOf})) over ()`.mapWith(Number);
    const rows = await tx
      .select({ network, count, refused: refused.mapWith(Number), of })
      .from(latest)
      .groupBy(network)
      .orderBy(desc(count), network)
      .limit(mostShown);
    const networks = rows.map(({ network, count, refused }) => ({ network, count, refused }));
    return { networks, of: rows[0]?.of ?? 0 };
  });
}
