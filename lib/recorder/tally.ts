import type { KeyId } from "@/lib/ids";
import { bucketOf } from "@/lib/usage/latency";
import type { Verified } from "@/lib/verification/services";
import { BucketLists } from "./bucket-lists";
import { Events } from "./events";
import { Names, putId, roomier, WordTable, words } from "./words";

/** What is counted apart from everything else: a key's UUID and six names. */
export const width = 10;

/** Behind the words and the hash of a row: its list of buckets, its cost in two words, networks as names. */
const place = { buckets: 11, cost: 12, network: 14, told: 15 } as const;

/** Of more keys in one segment few come again, and remembering each would take longer than it saves. */
const mostLastRows = 4096;

/**
 * What was counted of each thing since it was last forgotten, and what each thing is; things keep
 * their numbers within one segment.
 */
export class Tally {
  readonly names = new Names();
  readonly table = new WordTable(width, 5);
  /** How many there were of each row, by latency. */
  readonly buckets = new BucketLists();
  /** The segment that the numbers are of. */
  segment = 0;
  /** When the last verdict came: all are of the same minute. */
  at = 0;
  /** The rows that were counted. */
  touched: Uint32Array = new Uint32Array(1024);
  touchedSize = 0;
  readonly events = new Events();
  /** How many names and rows the segment has told of. */
  toldNames = 1;
  toldRows = 0;
  #network: { text: string | null; name: number } = { text: null, name: 0 };
  /** The row that a key was last counted in: most are counted there again. */
  #lastRows = new Map<KeyId, number>();
  readonly #asked: (string | null | undefined)[] = new Array(width).fill(undefined);

  /** Counts a verdict; the row that it is counted in. */
  add(verified: Verified): number {
    const { table } = this;
    const row = this.#rowOf(verified);
    const { words, doubles } = table;
    const start = row * table.stride;
    const buckets = words[start + place.buckets] ?? 0;
    if (buckets === 0) this.#touch(row);
    words[start + place.buckets] = this.buckets.add(buckets, bucketOf(verified.latencyMicros), 1);
    const cost = (start + place.cost) >> 1;
    doubles[cost] = (doubles[cost] ?? 0) + verified.cost;
    if (verified.network !== null) {
      words[start + place.network] = this.#networkOf(verified.network);
    }
    this.at = verified.at;
    return row;
  }

  #rowOf(told: Verified): number {
    const { keyId } = told;
    const { table } = this;
    const { asked } = table;
    this.#ask(4, told.organizationId);
    this.#ask(6, told.apiId);
    this.#ask(7, told.endpointId);
    this.#ask(8, told.environment);
    this.#ask(9, told.code);
    const last = this.#lastOf(keyId);
    if (last !== undefined && this.#isAsked(last)) return last;
    if (keyId === null) asked.fill(0, 0, 4);
    else putId(asked, 0, keyId);
    this.#ask(5, told.applicationId);
    const before = table.size;
    const row = table.find();
    if (row === before) this.#begin(row);
    if (keyId !== null && this.#lastRows.size < mostLastRows) this.#lastRows.set(keyId, row);
    return row;
  }

  #lastOf(keyId: KeyId | null): number | undefined {
    if (keyId === null || this.#lastRows.size === mostLastRows) return undefined;
    return this.#lastRows.get(keyId);
  }

  /** Of a row of the same key, which is of one application only. */
  #isAsked(row: number): boolean {
    const { asked, words, stride } = this.table;
    const start = row * stride;
    return (
      words[start + 4] === asked[4] &&
      words[start + 6] === asked[6] &&
      words[start + 7] === asked[7] &&
      words[start + 8] === asked[8] &&
      words[start + 9] === asked[9]
    );
  }

  /** Keeps a verdict that was counted in `row` for the history, as one of so many. */
  keep(verified: Verified, row: number, oneOf: number): void {
    this.events.add(verified, row, oneOf, this.names);
  }

  /** Its list in `buckets`. */
  bucketsOf(row: number): number {
    return this.table.words[row * this.table.stride + place.buckets] ?? 0;
  }

  countOf(row: number): number {
    return this.buckets.sum(this.bucketsOf(row));
  }

  costOf(row: number): number {
    return this.table.doubles[(row * this.table.stride + place.cost) >> 1] ?? 0;
  }

  /** The name of from where the row was last asked for, as far as that was told. */
  networkOf(row: number): number {
    return this.table.words[row * this.table.stride + place.network] ?? 0;
  }

  /** The same, to be told to the segment; -1 where it was told. */
  tellNetwork(row: number): number {
    const { words, stride } = this.table;
    const network = words[row * stride + place.network] ?? 0;
    if (network === words[row * stride + place.told]) return -1;
    words[row * stride + place.told] = network;
    return network;
  }

  /** Forgets what was counted, not what the things are. */
  forget(): void {
    for (let i = 0; i < this.touchedSize; i++) this.#empty(this.touched[i] ?? 0);
    this.touchedSize = 0;
    this.buckets.clear();
    this.events.clear();
  }

  /** Forgets everything; what comes is numbered for `segment`. */
  clear(segment: number): void {
    this.forget();
    this.names.clear();
    this.table.clear();
    this.toldNames = 1;
    this.toldRows = 0;
    this.#asked.fill(undefined);
    this.#lastRows = new Map();
    this.#network = { text: null, name: 0 };
    this.segment = segment;
  }

  /** Most are those of the verdict before, whose numbers still stand there. */
  #ask(place: number, name: string | null): void {
    if (this.#asked[place] === name) return;
    this.#asked[place] = name;
    this.table.asked[place] = this.names.of(name);
  }

  #networkOf(text: string | null): number {
    if (this.#network.text !== text) this.#network = { text, name: this.names.of(text) };
    return this.#network.name;
  }

  #begin(row: number): void {
    const start = row * this.table.stride;
    this.#empty(row);
    this.table.words[start + place.network] = 0;
    this.table.words[start + place.told] = 0;
  }

  #empty(row: number): void {
    const start = row * this.table.stride;
    this.table.words[start + place.buckets] = 0;
    this.table.doubles[(start + place.cost) >> 1] = 0;
  }

  #touch(row: number): void {
    this.touched = roomier(this.touched, words, this.touchedSize + 1);
    this.touched[this.touchedSize++] = row;
  }
}
