import { crc32 } from "node:zlib";
import { totalLevels } from "@/db/schema";
import type { Batch, Slices } from "./batch";
import { BucketLists } from "./bucket-lists";
import { type Columns, columnOf, inOrder, latenciesAt, parts } from "./columns";
import { type IsKept, inCounts } from "./rows";
import { width as batchWidth } from "./tally";
import { type Thing, ThingTexts } from "./things";
import { doubles, roomier, WordTable, words } from "./words";

/** A level, and names: of organization, application, API, endpoint, environment, outcome; the minute. */
const width = 8;
const minutePlace = 7;
const totalsAtOnce = 5_000;

export type TotalColumns = Columns<Thing | "level" | "minute" | "count" | "cost" | "latencies">;

/** Which of application, API and endpoint a level tells apart. */
const toldApart = { organization: [], application: [0, 1], endpoint: [1, 2] } as const;

/** The counts of a batch without its keys, at each level. */
class Totals {
  readonly table = new WordTable(width);
  readonly buckets = new BucketLists();
  counts: Float64Array = new Float64Array(0);
  costs: Float64Array = new Float64Array(0);
  lists: Uint32Array = new Uint32Array(0);

  /** Adds a row of the batch, at one level. */
  add(batch: Batch, from: number, level: number): void {
    const { asked } = this.table;
    const start = from * batch.table.stride;
    const all = batch.table.words;
    const [organization = 0, application = 0, api = 0, endpoint = 0, environment = 0, outcome = 0] =
      all.subarray(start + 4, start + batchWidth);
    const places: readonly number[] = toldApart[totalLevels[level] ?? "organization"];
    asked[0] = level;
    asked[1] = organization;
    asked[2] = places.includes(0) ? application : 0;
    asked[3] = places.includes(1) ? api : 0;
    asked[4] = places.includes(2) ? endpoint : 0;
    asked[5] = environment;
    asked[6] = outcome;
    asked[minutePlace] = all[start + batchWidth] ?? 0;
    const before = this.table.size;
    const row = this.table.find();
    if (row === before) this.#begin(row);
    this.counts[row] = (this.counts[row] ?? 0) + batch.countOf(from);
    this.costs[row] = (this.costs[row] ?? 0) + batch.costOf(from);
    const { buckets } = batch;
    let list = this.lists[row] ?? 0;
    for (let at = batch.bucketsOf(from); at !== 0; at = buckets.next(at)) {
      list = this.buckets.add(list, buckets.bucketAt(at), buckets.verdictsAt(at));
    }
    this.lists[row] = list;
  }

  #begin(row: number): void {
    this.counts = roomier(this.counts, doubles, row + 1);
    this.costs = roomier(this.costs, doubles, row + 1);
    this.lists = roomier(this.lists, words, row + 1);
  }
}

/** The totals of a batch, some at a time, in an order that is the same for every process. */
export async function* totalsOf(
  batch: Batch,
  isKept: IsKept,
  slices: Slices,
): AsyncGenerator<TotalColumns> {
  const totals = new Totals();
  for (let row = 0; row < batch.size; row++) {
    if (row % 64 === 0 && slices.isOver) await slices.next();
    if (!isKept(row)) continue;
    for (let level = 0; level < totalLevels.length; level++) totals.add(batch, row, level);
  }
  const { table } = totals;
  const texts = new ThingTexts(batch, inCounts);
  const numbers = await numbersOf(totals, batch, slices);
  const numberOf = (row: number) => numbers[row] ?? 0;
  const nameOf = (row: number) => {
    const own = table.words.subarray(row * table.stride, row * table.stride + width);
    const isName = (place: number) => place > 0 && place !== minutePlace;
    return Array.from(own, (word, place) =>
      isName(place) ? batch.names.texts[word] : word,
    ).join();
  };
  let rows: number[] = [];
  for (let part = 0; part < parts; part++) {
    if (slices.isOver) await slices.next();
    rows.push(...inOrder(table.size, part, numberOf, nameOf));
    while (rows.length >= totalsAtOnce || (part === parts - 1 && rows.length > 0)) {
      yield await totalColumns(totals, rows.slice(0, totalsAtOnce), texts, slices);
      rows = rows.slice(totalsAtOnce);
    }
  }
}

/** Of each total a number that is the same in every process, however names are numbered here. */
async function numbersOf({ table }: Totals, { names }: Batch, slices: Slices) {
  const sums: number[] = [];
  const sumOf = (name: number) => {
    const sum = sums[name] ?? crc32(names.texts[name] ?? "");
    sums[name] = sum;
    return sum;
  };
  const numbers = words(table.size);
  for (let row = 0; row < table.size; row++) {
    if (row % 64 === 0 && slices.isOver) await slices.next();
    let number = 0;
    for (let place = 0; place < width; place++) {
      const word = table.words[row * table.stride + place] ?? 0;
      const part = place === 0 || place === minutePlace ? word : sumOf(word);
      number = Math.imul((number << 13) ^ (number >>> 19) ^ part, 0x9e3779b1);
    }
    numbers[row] = number;
  }
  return numbers;
}

async function totalColumns(
  { table, counts, costs, lists, buckets }: Totals,
  rows: number[],
  { ids, names }: ThingTexts,
  slices: Slices,
): Promise<TotalColumns> {
  const column = columnOf(rows, slices);
  const word = (row: number, place: number) => table.words[row * table.stride + place] ?? 0;
  return {
    level: await column((row) => totalLevels[word(row, 0)] ?? ""),
    organization: await column((row) => ids.org.of(word(row, 1))),
    application: await column((row) => ids.app.of(word(row, 2))),
    api: await column((row) => ids.api.of(word(row, 3))),
    endpoint: await column((row) => ids.end.of(word(row, 4))),
    environment: await column((row) => names.of(word(row, 5))),
    outcome: await column((row) => names.of(word(row, 6))),
    minute: await column((row) => word(row, minutePlace)),
    count: await column((row) => counts[row] ?? 0),
    cost: await column((row) => costs[row] ?? 0),
    latencies: await column((row) => latenciesAt(buckets, lists[row] ?? 0)),
  };
}
