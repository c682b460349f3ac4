import type { Verified } from "@/lib/verification/services";
import { type Names, putId, roomier, words } from "./words";

/** Words of a verdict that is kept, and where in them stands what; `at` and `latency` are doubles. */
export const eventWidth = 16;
export const eventPlace = {
  row: 0,
  request: 1,
  network: 5,
  method: 6,
  path: 7,
  tags: 8,
  cost: 9,
  oneOf: 10,
  userAgent: 11,
  at: 12,
  latency: 14,
} as const;

const { network, method, path, tags, userAgent } = eventPlace;
/** What of a verdict is a name; that of its tags is their JSON. */
const named = [network, method, path, tags, userAgent];

/** What the history tells of a verdict besides what it is counted as. */
export type Told = Pick<
  Verified,
  | "at"
  | "requestId"
  | "network"
  | "method"
  | "path"
  | "tags"
  | "userAgent"
  | "latencyMicros"
  | "cost"
>;

/** Single verdicts that are kept, in the words of a frame: in memory that the collector never walks. */
export class Events {
  words: Uint32Array = words(eventWidth * 64);
  size = 0;
  /** The same memory, two words a number. */
  #doubles = new Float64Array(this.words.buffer);

  /** Keeps one of `oneOf` verdicts, which is counted in `row`. */
  add(verdict: Told, row: number, oneOf: number, names: Names): void {
    const at = this.#begin();
    const { words } = this;
    words[at + eventPlace.row] = row;
    putId(words, at + eventPlace.request, verdict.requestId);
    words[at + network] = names.of(verdict.network);
    words[at + method] = names.of(verdict.method);
    words[at + path] = names.of(verdict.path);
    words[at + tags] = names.of(verdict.tags && JSON.stringify(verdict.tags));
    words[at + eventPlace.cost] = verdict.cost;
    words[at + eventPlace.oneOf] = oneOf;
    words[at + userAgent] = names.of(verdict.userAgent);
    this.#doubles[(at + eventPlace.at) >> 1] = verdict.at;
    this.#doubles[(at + eventPlace.latency) >> 1] = verdict.latencyMicros;
  }

  /** Keeps one that stands at `from` in the words of another, with its row and names as known here. */
  copy(all: Uint32Array, from: number, row: number, nameOf: (name: number) => number): void {
    const at = this.#begin();
    this.words.set(all.subarray(from, from + eventWidth), at);
    this.words[at] = row;
    for (const place of named) {
      const name = this.words[at + place] ?? 0;
      if (name !== 0) this.words[at + place] = nameOf(name);
    }
  }

  wordOf(index: number, place: number): number {
    return this.words[index * eventWidth + place] ?? 0;
  }

  /** Its `at` in milliseconds since 1970, or its `latency` in microseconds. */
  doubleOf(index: number, place: number): number {
    return this.#doubles[(index * eventWidth + place) >> 1] ?? 0;
  }

  clear(): void {
    this.size = 0;
  }

  #begin(): number {
    const at = this.size++ * eventWidth;
    if (at + eventWidth > this.words.length) {
      this.words = roomier(this.words, words, at + eventWidth);
      this.#doubles = new Float64Array(this.words.buffer);
    }
    return at;
  }
}
