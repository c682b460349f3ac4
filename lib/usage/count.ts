import { eq, sql } from "drizzle-orm";
import { usageEvents, usageMinutes, usageSpools } from "@/db/schema";
import { type Transaction, transactSystem } from "@/db/transact";
import type { Batch, Slices } from "./batch";
import { makePartitions } from "./partitions";
import { type CountColumns, countsOf, daysOf, type EventColumns, eventsOf } from "./rows";

/** Up to which segment a spool is counted; 0 where none is. */
export async function countedUpTo(spool: string): Promise<number> {
  const [row] = await transactSystem((tx) =>
    tx
      .select({ sequence: usageSpools.sequence })
      .from(usageSpools)
      .where(eq(usageSpools.id, spool)),
  );
  return row?.sequence ?? 0;
}

/** The segments after `after` up to `upTo` of a spool. */
export type Span = { spool: string; after: number; upTo: number };

/**
 * Counts a batch, of which what is older than it is kept is left out, in one transaction with the
 * mark that says so. False, and nothing done, where another transaction has moved the mark.
 */
export async function countBatch(span: Span, batch: Batch, slices: Slices): Promise<boolean> {
  const missing = [...daysOf(batch)].filter((day) => !made.has(day));
  try {
    await makePartitions(missing);
    for (const day of missing) made.add(day);
    return await write(span, batch, slices);
  } catch (error) {
    made.clear();
    throw error;
  }
}

/** The days whose partitions are known to exist. */
const made = new Set<string>();

function write({ spool, after, upTo }: Span, batch: Batch, slices: Slices): Promise<boolean> {
  return transactSystem(async (tx) => {
    const moved = await tx
      .insert(usageSpools)
      .values({ id: spool, sequence: upTo })
      .onConflictDoUpdate({
        target: usageSpools.id,
        set: { sequence: upTo, countedAt: sql`now()` },
        setWhere: eq(usageSpools.sequence, after),
      })
      .returning({ id: usageSpools.id });
    if (moved.length === 0) return false;
    for await (const columns of countsOf(batch, slices)) await addCounts(tx, columns);
    for await (const events of eventsOf(batch, slices)) await addEvents(tx, events);
    return true;
  });
}

/** In the order in which they come, so that two gates lock the rows that they share in the same. */
async function addCounts(tx: Transaction, columns: CountColumns): Promise<void> {
  const { organization, minute, application, key, api, endpoint } = columns;
  const { environment, outcome, count, cost } = columns;
  await tx.execute(sql`
    insert into ${usageMinutes} as m
      (org_id, minute, application_id, key_id, api_id, endpoint_id, environment, outcome, count, cost)
    select org, to_timestamp(minute * 60), application, key, api, endpoint, environment, outcome,
      count, cost
    from unnest(
      ${organization}::text::uuid[], ${minute}::text::int[], ${application}::text::uuid[],
      ${key}::text::uuid[], ${api}::text::uuid[], ${endpoint}::text::uuid[],
      ${environment}::text::text[], ${outcome}::text::text[], ${count}::text::bigint[],
      ${cost}::text::bigint[]
    ) with ordinality
      as u(org, minute, application, key, api, endpoint, environment, outcome, count, cost, place)
    order by place
    on conflict (org_id, minute, application_id, key_id, api_id, endpoint_id, environment, outcome)
    do update set count = m.count + excluded.count, cost = m.cost + excluded.cost`);
}

async function addEvents(tx: Transaction, columns: EventColumns): Promise<void> {
  const { organization, at, request, application, key, api, endpoint } = columns;
  const { environment, outcome, cost, network, method, path, tags, latency, oneOf } = columns;
  await tx.execute(sql`
    insert into ${usageEvents} (org_id, at, request_id, application_id, key_id, api_id,
      endpoint_id, environment, outcome, cost, network, method, path, tags, latency_micros, one_of)
    select org, to_timestamp(at / 1000.0), request, application, key, api, endpoint,
      environment, outcome, cost, network, method, path, tags::text[], latency, one_of
    from unnest(
      ${organization}::text::uuid[], ${at}::text::float8[], ${request}::text::uuid[],
      ${application}::text::uuid[], ${key}::text::uuid[], ${api}::text::uuid[],
      ${endpoint}::text::uuid[], ${environment}::text::text[], ${outcome}::text::text[],
      ${cost}::text::int[], ${network}::text::text[], ${method}::text::text[],
      ${path}::text::text[], ${tags}::text::text[], ${latency}::text::int[], ${oneOf}::text::int[]
    ) as u(org, at, request, application, key, api, endpoint, environment, outcome, cost, network,
      method, path, tags, latency, one_of)
    on conflict do nothing`);
}
