import { and, eq, lte, sql } from "drizzle-orm";
import { usageEvents, usageMinutes, usageSpools, usageTotalMinutes } from "@/db/schema";
import { type Transaction, transactSystem } from "@/db/transact";
import { makePartitions } from "@/lib/usage/partitions";
import type { Batch, Slices } from "./batch";
import { type EventColumns, eventsOf } from "./history";
import { type CountColumns, countsOf, daysOf, hoursOf, keptRows } from "./rows";
import { type TotalColumns, totalsOf } from "./totals";

/** Up to which segment a spool is counted, and its history written, which may be ahead. */
export type Marks = { counted: number; history: number };

/** 0 where nothing is. */
export async function marksOf(spool: string): Promise<Marks> {
  const { sequence: counted, historySequence: history } = usageSpools;
  const [row] = await transactSystem((tx) =>
    tx.select({ counted, history }).from(usageSpools).where(eq(usageSpools.id, spool)),
  );
  return row ?? { counted: 0, history: 0 };
}

/** The segments of a spool up to `upTo`, from the marks on. */
export type Span = { spool: string; marks: Marks; upTo: number };

/** What of a batch is written, and whose addresses are cut in its history. */
export type Part = { counts: boolean; cuts: ReadonlySet<string> };

/**
 * Writes the history of a batch, and its counts where they are due, in one transaction with the
 * marks that say so; what is older than it is kept is left out. The new marks; undefined, and nothing
 * done, where another transaction has moved them.
 */
export async function writeBatch(
  span: Span,
  batch: Batch,
  part: Part,
  slices: Slices,
): Promise<Marks | undefined> {
  const missing = daysOf(batch, keptRows(batch)).filter((day) => !made.has(day));
  try {
    await makePartitions(missing);
    for (const day of missing) made.add(day);
    return await write(span, batch, part, slices);
  } catch (error) {
    made.clear();
    throw error;
  }
}

/** The days whose partitions are known to exist. */
const made = new Set<string>();

function write(
  { spool, marks, upTo }: Span,
  batch: Batch,
  { counts, cuts }: Part,
  slices: Slices,
): Promise<Marks | undefined> {
  const counted = counts ? upTo : marks.counted;
  const history = Math.max(upTo, marks.history);
  const isKept = keptRows(batch);
  const hours = counts ? hoursOf(batch, isKept) : "{}";
  return transactSystem(async (tx) => {
    const moved = await tx
      .insert(usageSpools)
      .values({ id: spool, sequence: counted, historySequence: history })
      .onConflictDoUpdate({
        target: usageSpools.id,
        set: { sequence: counted, historySequence: history, countedAt: sql`now()` },
        setWhere: and(
          eq(usageSpools.sequence, marks.counted),
          lte(usageSpools.historySequence, marks.history),
        ),
      })
      .returning({ opened: sql`portcullis_open_usage(${hours}::text::timestamptz[])` });
    if (moved.length === 0) return undefined;
    for await (const events of eventsOf(batch, slices, cuts)) await addEvents(tx, batch, events);
    if (!counts) return { counted, history };
    for await (const columns of countsOf(batch, isKept, slices)) await addCounts(tx, columns);
    for await (const columns of totalsOf(batch, isKept, slices)) await addTotals(tx, columns);
    return { counted, history };
  });
}

/** Latencies are merged where they became many: appending takes much less, and readers add up. */
const added = sql`count = m.count + excluded.count, cost = m.cost + excluded.cost,
  latencies = case when cardinality(m.latencies) > 64
    then portcullis_merge_latencies(m.latencies || excluded.latencies)
    else m.latencies || excluded.latencies end`;

/** In the order in which they come, so that two gates lock the rows that they share in the same. */
async function addCounts(tx: Transaction, columns: CountColumns): Promise<void> {
  const { organization, minute, application, key, api, endpoint } = columns;
  const { environment, outcome, count, cost, latencies } = columns;
  await tx.execute(sql`
    insert into ${usageMinutes} as m (org_id, minute, application_id, key_id, api_id, endpoint_id,
      environment, outcome, count, cost, latencies)
    select org, to_timestamp(minute * 60.0), application, key, api, endpoint, environment, outcome,
      count, cost, latencies::bigint[]
    from unnest(
      ${organization}::text::uuid[], ${minute}::text::int[], ${application}::text::uuid[],
      ${key}::text::uuid[], ${api}::text::uuid[], ${endpoint}::text::uuid[],
      ${environment}::text::text[], ${outcome}::text::text[], ${count}::text::bigint[],
      ${cost}::text::bigint[], ${latencies}::text::text[]
    ) with ordinality
      as u(org, minute, application, key, api, endpoint, environment, outcome, count, cost,
        latencies, place)
    order by place
    on conflict (org_id, minute, application_id, key_id, api_id, endpoint_id, environment, outcome)
    do update set ${added}`);
}

async function addTotals(tx: Transaction, columns: TotalColumns): Promise<void> {
  const { organization, level, minute, application, api, endpoint } = columns;
  const { environment, outcome, count, cost, latencies } = columns;
  await tx.execute(sql`
    insert into ${usageTotalMinutes} as m (org_id, level, minute, application_id, api_id,
      endpoint_id, environment, outcome, count, cost, latencies)
    select org, level, to_timestamp(minute * 60.0), application, api, endpoint, environment, outcome,
      count, cost, latencies::bigint[]
    from unnest(
      ${organization}::text::uuid[], ${level}::text::text[], ${minute}::text::int[],
      ${application}::text::uuid[], ${api}::text::uuid[], ${endpoint}::text::uuid[],
      ${environment}::text::text[], ${outcome}::text::text[], ${count}::text::bigint[],
      ${cost}::text::bigint[], ${latencies}::text::text[]
    ) with ordinality
      as u(org, level, minute, application, api, endpoint, environment, outcome, count, cost,
        latencies, place)
    order by place
    on conflict (org_id, level, application_id, api_id, endpoint_id, minute, environment, outcome)
    do update set ${added}`);
}

/** Nothing is in conflict: under row-level security Citus takes no plain insert of what is selected. */
async function addEvents(tx: Transaction, { gate }: Batch, columns: EventColumns): Promise<void> {
  const { organization, at, request, application, key, api, endpoint } = columns;
  const { environment, outcome, cost, network, method, path, tags, latency, oneOf } = columns;
  await tx.execute(sql`
    insert into ${usageEvents} (org_id, at, request_id, application_id, key_id, api_id,
      endpoint_id, environment, outcome, cost, network, method, path, tags, user_agent, gate,
      latency_micros, one_of)
    select org, to_timestamp(at / 1000.0), request, application, key, api, endpoint,
      environment, outcome, cost, network, method, path, tags::text[], agent, ${gate}::text,
      latency, one_of
    from unnest(
      ${organization}::text::uuid[], ${at}::text::float8[], ${request}::text::uuid[],
      ${application}::text::uuid[], ${key}::text::uuid[], ${api}::text::uuid[],
      ${endpoint}::text::uuid[], ${environment}::text::text[], ${outcome}::text::text[],
      ${cost}::text::int[], ${network}::text::text[], ${method}::text::text[],
      ${path}::text::text[], ${tags}::text::text[], ${columns.userAgent}::text::text[],
      ${latency}::text::int[], ${oneOf}::text::int[]
    ) as u(org, at, request, application, key, api, endpoint, environment, outcome, cost, network,
      method, path, tags, agent, latency, one_of)
    on conflict do nothing`);
}
