import type { Verified } from "@/lib/verification/services";
import { doubles, Names, putId, roomier, WordTable, words } from "./words";

/** What is counted apart from everything else: a key's UUID and six names. */
export const width = 10;

/** A single verdict that is kept, and one of how many like it. */
export type Kept = { verified: Verified; row: number; oneOf: number };

/**
 * What was counted of each thing since it was last forgotten, and what each thing is; things keep
 * their numbers within one segment.
 */
export class Tally {
  readonly names = new Names();
  readonly table = new WordTable(width);
  /** The segment that the numbers are of. */
  segment = 0;
  /** When the last verdict came: all are of the same minute. */
  at = 0;
  /** The rows that were counted. */
  touched: Uint32Array = new Uint32Array(1024);
  touchedSize = 0;
  kept: Kept[] = [];
  counts: Uint32Array = new Uint32Array(1024);
  costs: Float64Array = new Float64Array(1024);
  /** From where each row was last asked for, as far as that was told, and what the segment tells of that. */
  readonly networks: (string | null)[] = [];
  readonly told: (string | null)[] = [];
  /** How many names and rows the segment has told of. */
  toldNames = 1;
  toldRows = 0;
  readonly #asked: (string | null | undefined)[] = new Array(width).fill(undefined);

  /** Counts a verdict; the row that it is counted in. */
  add(verified: Verified): number {
    const { table } = this;
    const { asked } = table;
    if (verified.keyId === null) asked.fill(0, 0, 4);
    else putId(asked, 0, verified.keyId);
    this.#ask(4, verified.organizationId);
    this.#ask(5, verified.applicationId);
    this.#ask(6, verified.apiId);
    this.#ask(7, verified.endpointId);
    this.#ask(8, verified.environment);
    this.#ask(9, verified.code);
    const before = table.size;
    const row = table.find();
    if (row === before) this.#begin(row);
    if (this.counts[row] === 0) this.#touch(row);
    this.counts[row] = (this.counts[row] ?? 0) + 1;
    this.costs[row] = (this.costs[row] ?? 0) + verified.cost;
    if (verified.network !== null) this.networks[row] = verified.network;
    this.at = verified.at;
    return row;
  }

  /** Forgets what was counted, not what the things are. */
  forget(): void {
    for (let i = 0; i < this.touchedSize; i++) {
      const row = this.touched[i] ?? 0;
      this.counts[row] = 0;
      this.costs[row] = 0;
    }
    this.touchedSize = 0;
    this.kept.length = 0;
  }

  /** Forgets everything; what comes is numbered for `segment`. */
  clear(segment: number): void {
    this.forget();
    this.names.clear();
    this.table.clear();
    this.networks.length = 0;
    this.told.length = 0;
    this.toldNames = 1;
    this.toldRows = 0;
    this.#asked.fill(undefined);
    this.segment = segment;
  }

  /** Most are those of the verdict before, whose numbers still stand there. */
  #ask(place: number, name: string | null): void {
    if (this.#asked[place] === name) return;
    this.#asked[place] = name;
    this.table.asked[place] = this.names.of(name);
  }

  #begin(row: number): void {
    this.counts = roomier(this.counts, words, row + 1);
    this.costs = roomier(this.costs, doubles, row + 1);
    this.counts[row] = 0;
    this.costs[row] = 0;
    this.told[row] = null;
    this.networks[row] = null;
  }

  #touch(row: number): void {
    this.touched = roomier(this.touched, words, this.touchedSize + 1);
    this.touched[this.touchedSize++] = row;
  }
}
