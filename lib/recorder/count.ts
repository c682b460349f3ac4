import { eq, type SQL, sql } from "drizzle-orm";
import { usageSpools } from "@/db/schema";
import { callAlone, transactSystem } from "@/db/transact";
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

async function write(
  { spool, marks, upTo }: Span,
  batch: Batch,
  part: Part,
  slices: Slices,
): Promise<Marks | undefined> {
  const counted = part.counts ? upTo : marks.counted;
  const history = Math.max(upTo, marks.history);
  const hours = part.counts ? hoursOf(batch, keptRows(batch)) : "{}";
  const isMoved = sql`portcullis_move_spool(${spool}::uuid, ${marks.counted}::bigint,
    ${marks.history}::bigint, ${counted}::bigint, ${history}::bigint, ${hours}::text::timestamptz[])`;
  const statements: SQL[] = [];
  for await (const one of together(additionsTo(batch, part, slices))) statements.push(one);
  const [first, ...others] = statements;
  const start = sql`${first} where ${isMoved}`;
  const isDone =
    others.length === 0
      ? (await callAlone(start)).length > 0
      : await transactSystem(async (tx) => {
          if ((await tx.execute(start)).length === 0) return false;
          for (const one of others) await tx.execute(one);
          return true;
        });
  return isDone ? { counted, history } : undefined;
}

/** Calls of functions of the database, in the order in which they have to be made. */
type Addition = { to: "history" | "minutes" | "totals"; call: SQL };

async function* additionsTo(
  batch: Batch,
  { counts, cuts }: Part,
  slices: Slices,
): AsyncGenerator<Addition> {
  const isKept = keptRows(batch);
  for await (const columns of eventsOf(batch, slices, cuts)) {
    yield { to: "history", call: addHistory(batch, columns) };
  }
  if (!counts) return;
  for await (const columns of countsOf(batch, isKept, slices)) {
    yield { to: "minutes", call: addMinutes(columns) };
  }
  for await (const columns of totalsOf(batch, isKept, slices)) {
    yield { to: "totals", call: addTotals(columns) };
  }
}

/** As few statements as make them, in their order: one at least, and one call for each table in it. */
async function* together(additions: AsyncIterable<Addition>): AsyncGenerator<SQL> {
  let calls = new Map<string, SQL>();
  const statement = () => sql`select ${sql.join([sql`true`, ...calls.values()], sql`, `)}`;
  for await (const { to, call } of additions) {
    if (calls.has(to)) {
      yield statement();
      calls = new Map();
    }
    calls.set(to, call);
  }
  yield statement();
}

function addHistory({ gate }: Batch, columns: EventColumns): SQL {
  const { organization, at, request, application, key, api, endpoint } = columns;
  const { environment, outcome, cost, network, method, path, tags, latency, oneOf } = columns;
  return sql`portcullis_add_history(${gate}::text,
    ${organization}::text::uuid[], ${at}::text::float8[], ${request}::text::uuid[],
    ${application}::text::uuid[], ${key}::text::uuid[], ${api}::text::uuid[],
    ${endpoint}::text::uuid[], ${environment}::text::text[], ${outcome}::text::text[],
    ${cost}::text::int[], ${network}::text::text[], ${method}::text::text[],
    ${path}::text::text[], ${tags}::text::text[], ${columns.userAgent}::text::text[],
    ${latency}::text::int[], ${oneOf}::text::int[])`;
}

/** In the order in which they come, so that two gates lock the rows that they share in the same. */
function addMinutes(columns: CountColumns): SQL {
  const { key, kind, count, cost, latencies } = columns;
  const { organization, minute, application, api, endpoint, environment, outcome } = columns;
  return sql`portcullis_add_minutes(
    ${key}::text::uuid[], ${kind}::text::int[], ${count}::text::bigint[], ${cost}::text::bigint[],
    ${latencies}::text::text[],
    ${organization}::text::uuid[], ${minute}::text::int[], ${application}::text::uuid[],
    ${api}::text::uuid[], ${endpoint}::text::uuid[], ${environment}::text::text[],
    ${outcome}::text::text[])`;
}

function addTotals(columns: TotalColumns): SQL {
  const { organization, level, minute, application, api, endpoint } = columns;
  const { environment, outcome, count, cost, latencies } = columns;
  return sql`portcullis_add_totals(
    ${organization}::text::uuid[], ${level}::text::text[], ${minute}::text::int[],
    ${application}::text::uuid[], ${api}::text::uuid[], ${endpoint}::text::uuid[],
    ${environment}::text::text[], ${outcome}::text::text[], ${count}::text::bigint[],
    ${cost}::text::bigint[], ${latencies}::text::text[])`;
}
