import { nobody } from "@/db/schema";
import { dayOf, keptDays } from "@/lib/usage/partitions";
import type { Batch, Slices } from "./batch";
import { type Columns, columnOf, inOrder, latenciesAt, oldest, parts } from "./columns";
import { width } from "./tally";
import { type Nothing, type Thing, Things } from "./things";
import { WordTable } from "./words";

/** What goes into one statement: some two megabytes. */
const mostAtOnce = { rows: 50_000, kinds: 5_000 };
/** The words of a row behind those of its key. */
const kindWidth = width - 3;
const hourMs = 3_600_000;
const dayMs = 86_400_000;

/** A row for each key and kind; things and minutes for each kind. */
export type CountColumns = Columns<
  "key" | "kind" | "count" | "cost" | "latencies" | Thing | "minute"
>;

/** What stands in counts for no id and no environment. */
export const inCounts: Nothing = { id: nobody, text: '""' };

const minuteOf = ({ table }: Batch, row: number) => table.words[row * table.stride + width] ?? 0;

export type IsKept = (row: number) => boolean;

/** Whether what is counted in a row is still kept, as of now. */
export function keptRows(batch: Batch): IsKept {
  const first = oldest(keptDays.minutes);
  return (row) => minuteOf(batch, row) * 60_000 >= first;
}

/** The times, each `ms` long, that have something of what is kept: when they begin. */
function timesOf(batch: Batch, isKept: IsKept, ms: number): number[] {
  const times = new Set<number>();
  for (let row = 0; row < batch.size; row++) {
    if (isKept(row)) times.add(Math.floor((minuteOf(batch, row) * 60_000) / ms) * ms);
  }
  return [...times];
}

export const daysOf = (batch: Batch, isKept: IsKept): string[] =>
  timesOf(batch, isKept, dayMs).map(dayOf);

/** The beginnings of hours, as a PostgreSQL array's text. */
export const hoursOf = (batch: Batch, isKept: IsKept): string =>
  `{${timesOf(batch, isKept, hourMs).map((time) => `"${new Date(time).toISOString()}"`)}}`;

/** The counts of a batch, some at a time, in an order that is the same for every process. */
export async function* countsOf(
  batch: Batch,
  isKept: IsKept,
  slices: Slices,
): AsyncGenerator<CountColumns> {
  const { table, names, size } = batch;
  const things = new Things(batch, inCounts);
  const endOfKey = (row: number) => table.words[row * table.stride + 3] ?? 0;
  const nameOf = (row: number) => {
    const words = batch.wordsOf(row);
    return Array.from(words, (word, i) => (i < 4 || i === width ? word : names.texts[word])).join();
  };
  let some = new Some(batch);
  for (let part = 0; part < parts; part++) {
    for (const row of inOrder(size, part, endOfKey, nameOf)) {
      if (slices.isOver) await slices.next();
      if (!isKept(row)) continue;
      some.add(row);
      if (!some.isFull) continue;
      yield await countColumns(batch, some, things, slices);
      some = new Some(batch);
    }
  }
  if (some.rows.length > 0) yield await countColumns(batch, some, things, slices);
}

/** Rows of a batch, and of which kind each is: what else than its key it is counted for. */
class Some {
  readonly rows: number[] = [];
  readonly kinds: number[] = [];
  /** Of each kind a row. */
  readonly examples: number[] = [];
  readonly #table = new WordTable(kindWidth);

  constructor(private readonly batch: Batch) {}

  get isFull(): boolean {
    return this.rows.length === mostAtOnce.rows || this.examples.length === mostAtOnce.kinds;
  }

  add(row: number): void {
    const { words, stride } = this.batch.table;
    const start = row * stride + 4;
    for (let i = 0; i < kindWidth; i++) this.#table.asked[i] = words[start + i] ?? 0;
    const kind = this.#table.find();
    if (kind === this.examples.length) this.examples.push(row);
    this.kinds.push(kind);
    this.rows.push(row);
  }
}

async function countColumns(
  batch: Batch,
  { rows, kinds, examples }: Some,
  things: Things,
  slices: Slices,
): Promise<CountColumns> {
  const column = columnOf(rows, slices);
  const ofKinds = columnOf(examples, slices);
  return {
    key: await things.keys(column),
    // PostgreSQL counts from one.
    kind: await columnOf(kinds, slices)((kind) => kind + 1),
    count: await column((row) => batch.countOf(row)),
    cost: await column((row) => batch.costOf(row)),
    latencies: await column((row) => latenciesAt(batch.buckets, batch.bucketsOf(row))),
    ...(await things.of(ofKinds)),
    minute: await ofKinds((row) => minuteOf(batch, row)),
  };
}
