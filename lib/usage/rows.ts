import { nobody } from "@/db/schema";
import { type Id, toUuid } from "@/lib/ids";
import type { Batch, Slices } from "./batch";
import { eventPlace, eventWidth } from "./events";
import { dayOf, keptDays } from "./partitions";
import { width } from "./tally";

const [countsAtOnce, eventsAtOnce] = [2000, 500];
const day = 86_400_000;
const minutesOfDay = 1440;
const buckets = 16;
/** More than a batch ever has. */
const mostRows = 2 ** 21;

/** PostgreSQL's array texts, one per column. */
type Columns<Name extends string> = Record<Name, string>;
type Thing =
  | "organization"
  | "application"
  | "key"
  | "api"
  | "endpoint"
  | "environment"
  | "outcome";
export type CountColumns = Columns<Thing | "minute" | "count" | "cost">;
export type EventColumns = Columns<
  Thing | "at" | "request" | "cost" | "network" | "method" | "path" | "tags" | "latency" | "oneOf"
>;

const oldest = (kept: keyof typeof keptDays) => Date.now() - keptDays[kept] * day;
const minuteOf = ({ table }: Batch, row: number) => table.words[row * table.stride + width] ?? 0;

/** The days that have something of what is kept. */
export function daysOf(batch: Batch): Set<string> {
  const [oldestCount, days] = [oldest("minutes"), new Set<number>()];
  for (let row = 0; row < batch.size; row++) {
    const minute = minuteOf(batch, row);
    if (minute * 60_000 >= oldestCount) days.add(Math.floor(minute / minutesOfDay));
  }
  return new Set([...days].map((number) => dayOf(number * day)));
}

/** What stands for no id, and for no environment. */
type Nothing = { id: string; text: string };
const inCounts: Nothing = { id: nobody, text: '""' };
const inHistory: Nothing = { id: "NULL", text: "NULL" };

/** Names as they stand in PostgreSQL's arrays, each converted once. */
class Texts {
  #known: string[];

  constructor(
    private readonly batch: Batch,
    nothing: string,
    private readonly convert: (text: string) => string,
  ) {
    this.#known = [nothing];
  }

  of(name: number): string {
    const known = this.#known[name];
    if (known !== undefined) return known;
    const text = this.convert(this.batch.names.texts[name] ?? "");
    this.#known[name] = text;
    return text;
  }
}

/** Within an array's text; PostgreSQL holds no NUL. */
const quoted = (text: string) => `"${text.replaceAll("\0", "\uFFFD").replace(/["\\]/g, "\\$&")}"`;

const quotedList = (json: string) =>
  quoted(`{${(JSON.parse(json) as string[]).map(quoted).join()}}`);

/** The counts of a batch, some at a time, in an order that is the same for every process. */
export async function* countsOf(batch: Batch, slices: Slices): AsyncGenerator<CountColumns> {
  const things = new Things(batch, inCounts);
  const oldestCount = oldest("minutes");
  let rows: number[] = [];
  for (let bucket = 0; bucket < buckets; bucket++) {
    if (slices.isOver) await slices.next();
    for (const row of inOrder(batch, bucket)) {
      if (minuteOf(batch, row) * 60_000 >= oldestCount) rows.push(row);
    }
    while (rows.length >= countsAtOnce || (bucket === buckets - 1 && rows.length > 0)) {
      yield await countColumns(batch, rows.slice(0, countsAtOnce), things, slices);
      rows = rows.slice(countsAtOnce);
    }
  }
}

/** The rows of keys that end alike: by the end of the key, then by all that tells them apart. */
function inOrder(batch: Batch, bucket: number): number[] {
  const { table, names, size } = batch;
  const order: number[] = [];
  for (let row = 0; row < size; row++) {
    const end = table.words[row * table.stride + 3] ?? 0;
    if (end >>> 28 === bucket) order.push(end * mostRows + row);
  }
  const sorted = new Float64Array(order).sort();
  const rows = Array.from(sorted, (place) => place % mostRows);
  const endOf = (index: number) => Math.floor((sorted[index] ?? 0) / mostRows);
  const nameOf = (row: number) => {
    const parts = batch.wordsOf(row);
    return Array.from(parts, (word, i) => (i < 4 || i === width ? word : names.texts[word])).join();
  };
  for (let from = 0, to = 1; from < rows.length; from = to++) {
    while (to < rows.length && endOf(to) === endOf(from)) to++;
    if (to - from === 1) continue;
    const alike = rows.slice(from, to).map((row) => ({ row, name: nameOf(row) }));
    alike.sort((a, b) => (a.name < b.name ? -1 : 1));
    for (const [index, { row }] of alike.entries()) rows[from + index] = row;
  }
  return rows;
}

type Column = (of: (row: number) => string | number) => Promise<string>;

/** Makes columns of some rows, a slice at a time. */
const columnOf =
  (rows: number[], slices: Slices): Column =>
  async (of) => {
    if (slices.isOver) await slices.next();
    return `{${rows.map(of).join()}}`;
  };

/** What was counted, as columns. Throws where a name is no id of its noun. */
class Things {
  readonly #words: (row: number, place: number) => number;
  readonly #ids: Record<"org" | "app" | "api" | "end", Texts>;
  readonly #names: Texts;

  constructor(
    private readonly batch: Batch,
    private readonly nothing: Nothing,
  ) {
    const { table } = batch;
    const ids = <P extends "org" | "app" | "api" | "end">(prefix: P) =>
      new Texts(batch, nothing.id, (text) => toUuid(prefix, text as Id<P>));
    this.#words = (row, place) => table.words[row * table.stride + place] ?? 0;
    this.#ids = { org: ids("org"), app: ids("app"), api: ids("api"), end: ids("end") };
    this.#names = new Texts(batch, nothing.text, (text) => text);
  }

  async of(column: Column): Promise<Columns<Thing>> {
    const [word, ids, names] = [this.#words, this.#ids, this.#names];
    const { table } = this.batch;
    const key = (row: number) =>
      word(row, 0) === 0 && word(row, 1) === 0
        ? this.nothing.id
        : hexAt(table.words, row * table.stride);
    return {
      organization: await column((row) => ids.org.of(word(row, 4))),
      application: await column((row) => ids.app.of(word(row, 5))),
      key: await column(key),
      api: await column((row) => ids.api.of(word(row, 6))),
      endpoint: await column((row) => ids.end.of(word(row, 7))),
      environment: await column((row) => names.of(word(row, 8))),
      outcome: await column((row) => names.of(word(row, 9))),
    };
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
  };
}

const bytes = Buffer.alloc(16);

/** A UUID without its dashes. */
function hexAt(words: Uint32Array, start: number): string {
  for (let i = 0; i < 4; i++) bytes.writeUInt32BE(words[start + i] ?? 0, i * 4);
  return bytes.toString("hex");
}

/** The history of a batch, some at a time. */
export async function* eventsOf(batch: Batch, slices: Slices): AsyncGenerator<EventColumns> {
  const { events } = batch;
  const { row, request, network, method, path, tags, cost, oneOf, at, latency } = eventPlace;
  const oldestEvent = oldest("events");
  const things = new Things(batch, inHistory);
  const texts = new Texts(batch, "NULL", quoted);
  const lists = new Texts(batch, "NULL", quotedList);
  for (let from = 0; from < events.size; from += eventsAtOnce) {
    const to = Math.min(from + eventsAtOnce, events.size);
    const some = Array.from({ length: to - from }, (_, i) => from + i).filter(
      (index) => events.doubleOf(index, at) >= oldestEvent,
    );
    if (some.length === 0) continue;
    const column = columnOf(some, slices);
    const word = (place: number) => column((index) => events.wordOf(index, place));
    const text = (place: number) => column((index) => texts.of(events.wordOf(index, place)));
    const rows = some.map((index) => events.wordOf(index, row));
    yield {
      ...(await things.of(columnOf(rows, slices))),
      at: await column((index) => events.doubleOf(index, at)),
      request: await column((index) => hexAt(events.words, index * eventWidth + request)),
      cost: await word(cost),
      network: await text(network),
      method: await text(method),
      path: await text(path),
      tags: await column((index) => lists.of(events.wordOf(index, tags))),
      latency: await column((index) => events.doubleOf(index, latency)),
      oneOf: await word(oneOf),
    };
  }
}
