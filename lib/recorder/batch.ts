import { setImmediate as nextTurn } from "node:timers/promises";
import type { KeyId } from "@/lib/ids";
import { BucketLists } from "./bucket-lists";
import { Events, eventPlace, eventWidth, type Told } from "./events";
import { width } from "./tally";
import { eachEntry, type Frame, readFrame, unframe } from "./turn";
import { doubles, idAt, Names, roomier, WordTable, words } from "./words";

/** Verdicts of one minute that have everything in common. Ids as the verifier knows them, or "". */
export type Count = {
  /** Minutes since 1970. */
  minute: number;
  organization: string;
  application: string;
  key: KeyId | "";
  api: string;
  endpoint: string;
  environment: string;
  outcome: string;
  count: number;
  cost: number;
  /** As the database has them: `verdicts * 64 + bucket`, as far as told. */
  latencies: number[];
  /** When it last happened, in milliseconds since 1970, and from where, so far as known. */
  at: number;
  network: string | null;
};

type Kept = Told & { row: number; oneOf: number };

/** Lets others have the event loop every so many milliseconds of work. */
export class Slices {
  #began = performance.now();

  constructor(private readonly ms = 2) {}

  get isOver(): boolean {
    return performance.now() - this.#began > this.ms;
  }

  async next(): Promise<void> {
    await nextTurn();
    this.#began = performance.now();
  }
}

/** What the numbers of a segment, or of a frame that stands alone, mean. */
class Dictionary {
  names: number[] = [0];
  /** As in a frame, but for the names, which are numbered by the batch. */
  definitions: Uint32Array = new Uint32Array(0);
  size = 0;
  /** Of the present minute, from 1 on; 0 where it is not known yet. */
  rows: Uint32Array = new Uint32Array(0);
  networks: Uint32Array = new Uint32Array(0);

  clear(): void {
    this.names.length = 1;
    this.rows.fill(0, 0, this.size);
    this.networks.fill(0, 0, this.size);
    this.size = 0;
  }

  define(definition: Uint32Array): void {
    const number = this.size++;
    this.definitions = roomier(this.definitions, words, this.size * width);
    this.rows = roomier(this.rows, words, this.size);
    this.networks = roomier(this.networks, words, this.size);
    this.definitions.set(definition, number * width);
    for (let place = number * width + 4; place < this.size * width; place++) {
      this.definitions[place] = this.names[this.definitions[place] ?? 0] ?? 0;
    }
  }
}

/** What several segments hold together, a row for each thing and minute. */
export class Batch {
  readonly names = new Names();
  /** What was counted, and its minute. */
  readonly table = new WordTable(width + 1);
  readonly buckets = new BucketLists();
  readonly events = new Events();
  /** The gate whose verdicts they are; null for the portal. */
  gate: string | null = null;
  #counts: Float64Array = new Float64Array(0);
  #costs: Float64Array = new Float64Array(0);
  #ats: Float64Array = new Float64Array(0);
  #networks: Uint32Array = new Uint32Array(0);
  /** Of each row its list in `buckets`. */
  #lists: Uint32Array = new Uint32Array(0);
  #dictionary = new Dictionary();
  #minute = 0;

  get size(): number {
    return this.table.size;
  }

  clear(): void {
    this.names.clear();
    this.table.clear();
    this.buckets.clear();
    this.events.clear();
  }

  /** Each made when it is asked for. */
  *counts(): Generator<Count> {
    for (let row = 0; row < this.size; row++) yield this.count(row);
  }

  keyOf(row: number): KeyId | "" {
    const start = row * this.table.stride;
    const { words } = this.table;
    return words[start] === 0 && words[start + 1] === 0 ? "" : idAt("key", words, start);
  }

  /** The name that stands at a place of a definition, or "". */
  nameOf(row: number, place: number): string {
    return this.names.texts[this.table.words[row * this.table.stride + place] ?? 0] ?? "";
  }

  /** From where it last happened, so far as known. */
  networkOf(row: number): string | null {
    return this.names.texts[this.#networks[row] ?? 0] || null;
  }

  /** What was counted, in the words of a definition, and its minute. */
  wordsOf(row: number): Uint32Array {
    const start = row * this.table.stride;
    return this.table.words.subarray(start, start + width + 1);
  }

  countOf(row: number): number {
    return this.#counts[row] ?? 0;
  }

  atOf(row: number): number {
    return this.#ats[row] ?? 0;
  }

  costOf(row: number): number {
    return this.#costs[row] ?? 0;
  }

  /** Its list in `buckets`. */
  bucketsOf(row: number): number {
    return this.#lists[row] ?? 0;
  }

  count(row: number): Count {
    return {
      minute: this.wordsOf(row)[width] ?? 0,
      organization: this.nameOf(row, 4),
      application: this.nameOf(row, 5),
      key: this.keyOf(row),
      api: this.nameOf(row, 6),
      endpoint: this.nameOf(row, 7),
      environment: this.nameOf(row, 8),
      outcome: this.nameOf(row, 9),
      count: this.#counts[row] ?? 0,
      cost: this.#costs[row] ?? 0,
      latencies: this.buckets.latencies(this.bucketsOf(row)),
      at: this.#ats[row] ?? 0,
      network: this.networkOf(row),
    };
  }

  /** A verdict that is kept, and the row that it is counted in. */
  event(index: number): Kept {
    const word = (place: number) => this.events.wordOf(index, place);
    const text = (place: number) => this.names.texts[word(place)] ?? "";
    const textOrNull = (place: number) => (word(place) === 0 ? null : text(place));
    const { network, method, path, tags, userAgent, cost, oneOf, at, latency } = eventPlace;
    return {
      row: word(eventPlace.row),
      requestId: idAt("req", this.events.words, index * eventWidth + eventPlace.request),
      at: this.events.doubleOf(index, at),
      network: textOrNull(network),
      method: textOrNull(method),
      path: textOrNull(path),
      tags: word(tags) === 0 ? null : JSON.parse(text(tags)),
      userAgent: textOrNull(userAgent),
      latencyMicros: this.events.doubleOf(index, latency),
      cost: word(cost),
      oneOf: word(oneOf),
    };
  }

  /** Adds a whole segment, with the history it has or without, a slice at a time. */
  async add(segment: Buffer, slices: Slices, hasHistory = true): Promise<void> {
    this.#dictionary = new Dictionary();
    this.#minute = 0;
    for (const body of unframe(segment)) {
      this.#addFrame(readFrame(body), hasHistory);
      if (slices.isOver) await slices.next();
    }
  }

  #addFrame(frame: Frame, hasHistory: boolean): void {
    const { alone, at, definitions, events, text } = frame;
    const minute = Math.floor(at / 60_000);
    const dictionary = alone ? new Dictionary() : this.#dictionary;
    if (minute !== this.#minute) this.#dictionary.rows.fill(0);
    this.#minute = minute;
    if (text !== "") {
      for (const name of JSON.parse(text)) dictionary.names.push(this.names.of(name));
    }
    const nameOf = (name: number) => dictionary.names[name] ?? 0;
    this.gate = this.names.texts[nameOf(frame.gate)] || null;
    for (let from = 0; from < definitions.length; from += width) {
      dictionary.define(definitions.subarray(from, from + width));
    }
    eachEntry(frame, (number, bucket, count, cost, network) => {
      if (number >= dictionary.size) throw new TypeError("a count of what was not defined");
      if (network !== -1) dictionary.networks[number] = nameOf(network);
      let row = (dictionary.rows[number] ?? 0) - 1;
      if (row < 0) {
        row = this.#rowOf(dictionary, number);
        dictionary.rows[number] = row + 1;
      }
      this.#addTo(row, bucket, count, cost, at, dictionary.networks[number] ?? 0);
    });
    if (!hasHistory) return;
    for (let from = 0; from < events.length; from += eventWidth) {
      const row = (dictionary.rows[events[from + eventPlace.row] ?? 0] ?? 0) - 1;
      if (row < 0) throw new TypeError("a verdict of what was not counted");
      this.events.copy(events, from, row, nameOf);
    }
  }

  #rowOf({ definitions }: Dictionary, number: number): number {
    const { table } = this;
    table.asked.set(definitions.subarray(number * width, (number + 1) * width));
    table.asked[width] = this.#minute;
    const before = this.size;
    const row = table.find();
    if (row === before) this.#begin(row);
    return row;
  }

  #addTo(
    row: number,
    bucket: number,
    count: number,
    cost: number,
    at: number,
    network: number,
  ): void {
    this.#counts[row] = (this.#counts[row] ?? 0) + count;
    this.#costs[row] = (this.#costs[row] ?? 0) + cost;
    this.#ats[row] = Math.max(this.#ats[row] ?? 0, at);
    if (network !== 0) this.#networks[row] = network;
    if (bucket !== -1) this.#lists[row] = this.buckets.add(this.#lists[row] ?? 0, bucket, count);
  }

  #begin(row: number): void {
    this.#counts = roomier(this.#counts, doubles, row + 1);
    this.#costs = roomier(this.#costs, doubles, row + 1);
    this.#ats = roomier(this.#ats, doubles, row + 1);
    this.#networks = roomier(this.#networks, words, row + 1);
    this.#lists = roomier(this.#lists, words, row + 1);
    this.#counts[row] = 0;
    this.#costs[row] = 0;
    this.#ats[row] = 0;
    this.#networks[row] = 0;
    this.#lists[row] = 0;
  }
}
