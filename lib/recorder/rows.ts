import { nobody } from "@/db/schema";
import { dayOf, keptDays } from "@/lib/usage/partitions";
import type { Batch, Slices } from "./batch";
import { type Columns, columnOf, inOrder, latenciesAt, oldest, parts } from "./columns";
import { width } from "./tally";
import { type Nothing, type Thing, Things } from "./things";

const countsAtOnce = 5000;
const hourMs = 3_600_000;
const dayMs = 86_400_000;

export type CountColumns = Columns<Thing | "minute" | "count" | "cost" | "latencies">;

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
  let rows: number[] = [];
  for (let part = 0; part < parts; part++) {
    if (slices.isOver) await slices.next();
    for (const row of inOrder(size, part, endOfKey, nameOf)) if (isKept(row)) rows.push(row);
    while (rows.length >= countsAtOnce || (part === parts - 1 && rows.length > 0)) {
      yield await countColumns(batch, rows.slice(0, countsAtOnce), things, slices);
      rows = rows.slice(countsAtOnce);
    }
  }
}

async function countColumns(
  batch: Batch,
  rows: number[],
  things: Things,
  slices: Slices,
): Promise<CountColumns> {
  const column = columnOf(rows, slices);
  return {
    ...(await things.of(column)),
    minute: await column((row) => minuteOf(batch, row)),
    count: await column((row) => batch.countOf(row)),
    cost: await column((row) => batch.costOf(row)),
    latencies: await column((row) => latenciesAt(batch.buckets, batch.bucketsOf(row))),
  };
}
