import { eq, sql } from "drizzle-orm";
import { nobody, usageEvents, usageMinutes, usageSpools } from "@/db/schema";
import { type Transaction, transactSystem } from "@/db/transact";
import { type Id, type IdPrefix, toUuid } from "@/lib/ids";
import type { Batch, Count, Event, Slices } from "./batch";
import { dayOf, keptDays, makePartitions } from "./partitions";

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

/** Rows as PostgreSQL takes them. */
export type Rows = { counts: string[][]; events: string[]; days: Set<string> };

/**
 * Counts a batch in one transaction with the mark that says so. False, and nothing done, where
 * another transaction has moved the mark.
 */
export async function countBatch(span: Span, rows: Rows): Promise<boolean> {
  const missing = [...rows.days].filter((day) => !made.has(day));
  try {
    await makePartitions(missing);
    for (const day of missing) made.add(day);
    return await write(span, rows);
  } catch (error) {
    made.clear();
    throw error;
  }
}

/** The days whose partitions are known to exist. */
const made = new Set<string>();

function write({ spool, after, upTo }: Span, rows: Rows): Promise<boolean> {
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
    for (const columns of rows.counts) await addCounts(tx, columns);
    for (const events of rows.events) await addEvents(tx, events);
    return true;
  });
}

/** Sorted, so that two gates lock the rows that they share in the same order. */
async function addCounts(tx: Transaction, columns: string[]): Promise<void> {
  const [orgs, minutes, applications, keys, apis, environments, outcomes, counts, costs] = columns;
  await tx.execute(sql`
    insert into ${usageMinutes} as m
      (org_id, minute, application_id, key_id, api_id, environment, outcome, count, cost)
    select org, to_timestamp(minute * 60), application, key, api, environment, outcome, count, cost
    from unnest(
      ${orgs}::text::uuid[], ${minutes}::text::int[], ${applications}::text::uuid[],
      ${keys}::text::uuid[], ${apis}::text::uuid[], ${environments}::text::text[],
      ${outcomes}::text::text[], ${counts}::text::bigint[], ${costs}::text::bigint[]
    ) as u(org, minute, application, key, api, environment, outcome, count, cost)
    order by 1, 2, 3, 4, 5, 6, 7
    on conflict (org_id, minute, application_id, key_id, api_id, endpoint_id, environment, outcome)
    do update set count = m.count + excluded.count, cost = m.cost + excluded.cost`);
}

async function addEvents(tx: Transaction, events: string): Promise<void> {
  await tx.execute(sql`
    insert into ${usageEvents} (org_id, at, request_id, application_id, key_id, api_id,
      environment, outcome, cost, network, method, path, tags, latency_micros, one_of)
    select organization, to_timestamp(at / 1000.0), request, application, key, api, environment,
      outcome, cost, network, method, path, tags, latency, "oneOf"
    from json_to_recordset(${events}::json) as u(organization uuid, at float8, request uuid,
      application uuid, key uuid, api uuid, environment text, outcome text, cost int, network text,
      method text, path text, tags text[], latency int, "oneOf" int)
    on conflict do nothing`);
}

const [countsAtOnce, eventsAtOnce] = [1000, 250];
const day = 86_400_000;

/** Makes the rows of a batch, a slice at a time; leaves out what is older than it is kept. */
export async function rowsOf(batch: Batch, slices: Slices): Promise<Rows> {
  const rows: Rows = { counts: [], events: [], days: new Set() };
  const [oldestCount, oldestEvent] = [keptDays.minutes, keptDays.events].map(
    (days) => Date.now() - days * day,
  ) as [number, number];

  const days = new Set<number>();
  let columns = new Columns();
  for (const count of batch.counts()) {
    const at = count.minute * 60_000;
    if (at < oldestCount) continue;
    days.add(Math.floor(at / day));
    columns.add(count);
    if (columns.length === countsAtOnce) {
      rows.counts.push(columns.texts());
      columns = new Columns();
    }
    if (slices.isOver) await slices.next();
  }
  if (columns.length > 0) rows.counts.push(columns.texts());

  let events: string[] = [];
  for (const event of batch.events) {
    if (event.at < oldestEvent) continue;
    days.add(Math.floor(event.at / day));
    events.push(eventText(event));
    if (events.length === eventsAtOnce) {
      rows.events.push(`[${events.join()}]`);
      events = [];
    }
    if (slices.isOver) await slices.next();
  }
  if (events.length > 0) rows.events.push(`[${events.join()}]`);
  for (const number of days) rows.days.add(dayOf(number * day));
  return rows;
}

/** PostgreSQL's array texts, one per column. All values are ids, numbers and words of our own. */
class Columns {
  length = 0;
  #orgs: string[] = [];
  #minutes: number[] = [];
  #applications: string[] = [];
  #keys: string[] = [];
  #apis: string[] = [];
  #environments: string[] = [];
  #outcomes: string[] = [];
  #counts: number[] = [];
  #costs: number[] = [];

  add({ organization, application, key, api, environment, ...count }: Count): void {
    this.length++;
    this.#orgs.push(shared("org", organization) ?? nobody);
    this.#minutes.push(count.minute);
    this.#applications.push(shared("app", application) ?? nobody);
    this.#keys.push(uuidOr("key", key, nobody));
    this.#apis.push(shared("api", api) ?? nobody);
    this.#environments.push(environment || '""');
    this.#outcomes.push(count.outcome);
    this.#counts.push(count.count);
    this.#costs.push(count.cost);
  }

  texts(): string[] {
    return [
      this.#orgs,
      this.#minutes,
      this.#applications,
      this.#keys,
      this.#apis,
      this.#environments,
      this.#outcomes,
      this.#counts,
      this.#costs,
    ].map((column) => `{${column.join()}}`);
  }
}

/** Ids that many rows have in common are converted once. */
const known = new Map<string, string>();

function shared(prefix: "org" | "app" | "api", id: string): string | null {
  if (id === "") return null;
  const uuid = known.get(id) ?? toUuid(prefix, id as Id<typeof prefix>);
  if (known.size >= 10_000) known.clear();
  known.set(id, uuid);
  return uuid;
}

function uuidOr<P extends IdPrefix, T>(prefix: P, id: string, none: T): string | T {
  return id === "" ? none : toUuid(prefix, id as Id<P>);
}

function eventText({ organization, application, key, api, environment, request, ...rest }: Event) {
  return JSON.stringify({
    ...rest,
    organization: shared("org", organization),
    application: shared("app", application),
    key: uuidOr("key", key, null),
    api: shared("api", api),
    environment: environment || null,
    request: toUuid("req", request as Id<"req">),
    path: storable(rest.path),
    method: storable(rest.method),
    tags: rest.tags?.map(storable) ?? null,
  });
}

/** PostgreSQL holds neither NUL nor half a surrogate. */
const storable = (text: string | null) =>
  text === null ? null : Buffer.from(text).toString().replaceAll("\0", "\uFFFD");
