import { nobody } from "@/db/schema";
import { type Id, type RequestId, toUuid } from "@/lib/ids";
import type { Batch, Slices } from "./batch";
import { dayOf, keptDays } from "./partitions";
import { width } from "./tally";

const [countsAtOnce, eventsAtOnce] = [2000, 500];
const day = 86_400_000;
const minutesOfDay = 1440;
const buckets = 16;
/** More than a batch ever has. */
const mostRows = 2 ** 21;

/** PostgreSQL's array texts, one per column. All values are ids, numbers and words of our own. */
export type CountColumns = Record<
  | "organization"
  | "minute"
  | "application"
  | "key"
  | "api"
  | "endpoint"
  | "environment"
  | "outcome"
  | "count"
  | "cost",
  string
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

/** Names as PostgreSQL knows them, each converted once. */
class Uuids {
  #known: string[] = [];

  constructor(private readonly batch: Batch) {}

  /** Throws where it is no id of that noun. */
  of(prefix: "org" | "app" | "api" | "end", name: number): string {
    if (name === 0) return nobody;
    const known = this.#known[name];
    if (known !== undefined) return known;
    const uuid = toUuid(prefix, (this.batch.names.texts[name] ?? "") as Id<typeof prefix>);
    this.#known[name] = uuid;
    return uuid;
  }
}

/** The counts of a batch, some at a time, in an order that is the same for every process. */
export async function* countsOf(batch: Batch, slices: Slices): AsyncGenerator<CountColumns> {
  const uuids = new Uuids(batch);
  const oldestCount = oldest("minutes");
  let rows: number[] = [];
  for (let bucket = 0; bucket < buckets; bucket++) {
    if (slices.isOver) await slices.next();
    for (const row of inOrder(batch, bucket)) {
      if (minuteOf(batch, row) * 60_000 >= oldestCount) rows.push(row);
    }
    while (rows.length >= countsAtOnce || (bucket === buckets - 1 && rows.length > 0)) {
      yield await columnsOf(batch, rows.slice(0, countsAtOnce), uuids, slices);
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

async function columnsOf(
  batch: Batch,
  rows: number[],
  uuids: Uuids,
  slices: Slices,
): Promise<CountColumns> {
  const { table, names } = batch;
  const column = async (of: (row: number, start: number) => string | number) => {
    if (slices.isOver) await slices.next();
    return `{${rows.map((row) => of(row, row * table.stride)).join()}}`;
  };
  const uuid = (prefix: "org" | "app" | "api" | "end", place: number) =>
    column((_, start) => uuids.of(prefix, table.words[start + place] ?? 0));
  const name = (place: number) =>
    column((_, start) => names.texts[table.words[start + place] ?? 0] || '""');
  return {
    organization: await uuid("org", 4),
    minute: await column((_, start) => table.words[start + width] ?? 0),
    application: await uuid("app", 5),
    key: await column((_, start) => hexAt(table.words, start)),
    api: await uuid("api", 6),
    endpoint: await uuid("end", 7),
    environment: await name(8),
    outcome: await name(9),
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

/** The history of a batch as JSON, some at a time. */
export async function* eventsOf(batch: Batch, slices: Slices): AsyncGenerator<string> {
  const oldestEvent = oldest("events");
  const dimensions = new Map<number, string>();
  const dimensionsOf = (row: number) => {
    const known = dimensions.get(row) ?? dimensionsText(batch, row);
    dimensions.set(row, known);
    return known;
  };
  let events: string[] = [];
  for (const event of batch.events) {
    if (event.at < oldestEvent) continue;
    const request = toUuid("req", event.request as RequestId);
    events.push(
      `{${dimensionsOf(event.row)},"request":"${request}",${storable(event.rest).slice(1)}`,
    );
    if (slices.isOver) await slices.next();
    if (events.length < eventsAtOnce) continue;
    yield `[${events.join()}]`;
    events = [];
  }
  if (events.length > 0) yield `[${events.join()}]`;
}

const quotedUuid = (prefix: "org" | "app" | "key" | "api" | "end", id: string) =>
  id === "" ? "null" : `"${toUuid(prefix, id as Id<typeof prefix>)}"`;

function dimensionsText(batch: Batch, row: number): string {
  const { organization, application, key, api, endpoint, environment, outcome } = batch.count(row);
  const fields = [
    `"organization":${quotedUuid("org", organization)}`,
    `"application":${quotedUuid("app", application)}`,
    `"key":${quotedUuid("key", key)}`,
    `"api":${quotedUuid("api", api)}`,
    `"endpoint":${quotedUuid("end", endpoint)}`,
    `"environment":${environment === "" ? "null" : JSON.stringify(environment)}`,
    `"outcome":${JSON.stringify(outcome)}`,
  ];
  return fields.join();
}

/** PostgreSQL holds neither NUL nor half a surrogate: both are escaped in JSON. */
function storable(json: string): string {
  if (!json.includes("\\u")) return json;
  return JSON.stringify(JSON.parse(json), (_, value: unknown) =>
    typeof value === "string" ? Buffer.from(value).toString().replaceAll("\0", "\uFFFD") : value,
  );
}
