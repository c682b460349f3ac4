import { crc32 } from "node:zlib";
import { Events, eventPlace, eventWidth } from "./events";
import { type Tally, width } from "./tally";
import { Names, words } from "./words";

/*
 * A segment is a row of frames, one per turn of the event loop: the length of the rest in bytes and
 * its CRC-32, then words of this machine's order:
 *
 *   version, whether it stands alone, time (a double), number of definitions, words of entries,
 *   bytes of text, number of verdicts that are kept, number of the gate's name; definitions: four
 *   words of the key's UUID and six numbers of names; entries: the number of a definition times 512
 *   plus the bucket of the latency times eight plus flags of what follows: count, cost (a double),
 *   number of the network's name; verdicts as Events has them, whose rows are numbers of definitions;
 *   text: new names as JSON.
 *
 * Names are numbered from 1 and definitions from 0 on through the segment, or through the one frame
 * that stands alone. A definition has an entry per bucket. Without flags a count is 1, its cost the
 * same, its network the last one told.
 *
 * Version 3 had neither gate nor buckets: the number of a definition times eight plus flags.
 */
const version = 4;
const head = 2;
const fixed = 9;
const flags = { count: 1, cost: 2, network: 4 } as const;

/** A frame of a segment: `text` as far as there is any. */
export type Frame = {
  alone: boolean;
  at: number;
  /** The number of the gate's name. */
  gate: number;
  hasBuckets: boolean;
  definitions: Uint32Array;
  entries: Uint32Array;
  events: Uint32Array;
  text: string;
};

const double = new Float64Array(1);
const halves = new Uint32Array(double.buffer);

/** Makes frames in one buffer that is used again. */
export class Framer {
  #words = new Uint32Array(16 * 1024);
  #bytes = Buffer.from(this.#words.buffer);
  #at = 0;

  /** `gate`: the name of the gate whose verdicts they are. */
  constructor(private readonly gate: string | null) {}

  /** What a tally has counted, for the segment that its numbers are of. Good until the next call. */
  frame(tally: Tally): Buffer {
    const { table, names, events } = tally;
    const gate = names.of(this.gate);
    const made = table.size - tally.toldRows;
    this.#begin(made, tally, tally.touchedSize, events.size);
    for (; tally.toldRows < table.size; tally.toldRows++) {
      const start = tally.toldRows * table.stride;
      for (let place = 0; place < width; place++) {
        this.#words[this.#at++] = table.words[start + place] ?? 0;
      }
    }
    const entries = this.#at;
    for (let i = 0; i < tally.touchedSize; i++) {
      const row = tally.touched[i] ?? 0;
      this.#entry(tally, row, row, tally.tellNetwork(row));
    }
    const size = this.#at - entries;
    this.#history(events);
    const fresh = tally.toldNames < names.texts.length ? names.texts.slice(tally.toldNames) : [];
    tally.toldNames = names.texts.length;
    return this.#end({ at: tally.at, alone: 0, made, size, events: events.size, gate }, fresh);
  }

  /** The same of some of the rows that were counted, to be read in any segment. */
  frameAlone(tally: Tally, from = 0, to = tally.touchedSize): Buffer {
    const rows = tally.touched.subarray(from, to);
    const names = new Names();
    const gate = names.of(this.gate);
    const numbers = new Map<number, number>();
    this.#begin(rows.length, tally, rows.length, tally.events.size);
    for (const [number, row] of rows.entries()) {
      numbers.set(row, number);
      const start = row * tally.table.stride;
      this.#words.set(tally.table.words.subarray(start, start + 4), this.#at);
      for (let place = 4; place < width; place++) {
        const name = tally.names.texts[tally.table.words[start + place] ?? 0];
        this.#words[this.#at + place] = names.of(name || null);
      }
      this.#at += width;
    }
    const entries = this.#at;
    for (const [number, row] of rows.entries()) {
      this.#entry(tally, row, number, names.of(tally.names.texts[tally.networkOf(row)] || null));
    }
    const size = this.#at - entries;
    const events = new Events();
    for (let i = 0; i < tally.events.size; i++) {
      const number = numbers.get(tally.events.wordOf(i, eventPlace.row));
      if (number === undefined) continue;
      const nameOf = (name: number) => names.of(tally.names.texts[name] ?? null);
      events.copy(tally.events.words, i * eventWidth, number, nameOf);
    }
    this.#history(events);
    const counts = { made: rows.length, size, events: events.size };
    return this.#end({ at: tally.at, alone: 1, gate, ...counts }, names.texts.slice(1));
  }

  #begin(definitions: number, { buckets }: Tally, rows: number, events: number): void {
    const entries = buckets.size * 2 + rows * 3;
    this.#room(head + fixed + definitions * width + entries + events * eventWidth);
    this.#at = head + fixed;
  }

  #history({ words, size }: Events): void {
    if (size === 0) return;
    this.#words.set(words.subarray(0, size * eventWidth), this.#at);
    this.#at += size * eventWidth;
  }

  /** The first entry of a row bears its network, and what of its cost the counts do not tell. */
  #entry(tally: Tally, row: number, number: number, network: number): void {
    const { buckets } = tally;
    const first = tally.bucketsOf(row);
    const more = buckets.sum(buckets.next(first));
    const own = buckets.verdictsAt(first);
    const cost = tally.costOf(row) - more;
    const at = this.#at++;
    let entry = number * 512 + buckets.bucketAt(first) * 8;
    if (own !== 1) {
      entry += flags.count;
      this.#words[this.#at++] = own;
    }
    if (cost !== own) {
      entry += flags.cost;
      double[0] = cost;
      this.#words.set(halves, this.#at);
      this.#at += 2;
    }
    if (network !== -1) {
      entry += flags.network;
      this.#words[this.#at++] = network;
    }
    this.#words[at] = entry;
    for (let bucket = buckets.next(first); bucket !== 0; bucket = buckets.next(bucket)) {
      const verdicts = buckets.verdictsAt(bucket);
      const entry = number * 512 + buckets.bucketAt(bucket) * 8;
      this.#words[this.#at++] = verdicts === 1 ? entry : entry + flags.count;
      if (verdicts !== 1) this.#words[this.#at++] = verdicts;
    }
  }

  #end(
    told: Record<"at" | "alone" | "made" | "size" | "events" | "gate", number>,
    names: string[],
  ): Buffer {
    let bytes = 0;
    const start = this.#at * 4;
    if (names.length > 0) {
      const text = JSON.stringify(names);
      this.#room(this.#at + text.length);
      bytes = this.#bytes.write(text, start);
    }
    const end = (start + bytes + 3) & ~3;
    this.#bytes.fill(0, start + bytes, end);
    const { at, alone, made, size, events, gate } = told;
    double[0] = at;
    const [low = 0, high = 0] = halves;
    this.#words.set([version, alone, low, high, made, size, bytes, events, gate], head);
    this.#words[0] = end - head * 4;
    this.#words[1] = crc32(this.#bytes.subarray(head * 4, end));
    return this.#bytes.subarray(0, end);
  }

  /** Room for so many words, with what was written so far. */
  #room(size: number): void {
    if (size <= this.#words.length) return;
    const more = words(2 ** Math.ceil(Math.log2(size)));
    more.set(this.#words.subarray(0, this.#at));
    this.#words = more;
    this.#bytes = Buffer.from(more.buffer);
  }
}

/** The bodies of a segment, as far as it is whole: whatever follows a torn frame is ignored. */
export function* unframe(data: Buffer): Generator<Buffer> {
  for (let start = 0; start + head * 4 <= data.length; ) {
    const [length, sum] = wordsOf(data.subarray(start, start + head * 4));
    const body = data.subarray(start + head * 4, start + head * 4 + (length ?? 0));
    if (!length || body.length < length || crc32(body) !== sum) return;
    yield body;
    start += head * 4 + length;
  }
}

/** The frame of a body. Throws where its version is not known. */
export function readFrame(body: Buffer): Frame {
  const all = wordsOf(body);
  const [told, alone, low = 0, high = 0, made = 0, counted = 0, bytes = 0, last = 0, name = 0] =
    all;
  if (told !== version && told !== 3) throw new TypeError("a frame of a version that is not known");
  halves[0] = low;
  halves[1] = high;
  const hasBuckets = told !== 3;
  const definitions = hasBuckets ? fixed : fixed - 1;
  const entries = definitions + made * width;
  const events = entries + counted;
  const end = events + last * eventWidth;
  return {
    alone: alone === 1,
    at: double[0] ?? 0,
    gate: hasBuckets ? name : 0,
    hasBuckets,
    definitions: all.subarray(definitions, entries),
    entries: all.subarray(entries, events),
    events: all.subarray(events, end),
    text: bytes === 0 ? "" : body.toString("utf8", end * 4, end * 4 + bytes),
  };
}

/** Each entry: number of the definition, bucket or -1, count, cost, number of the network's name or -1. */
export function eachEntry(
  { entries, hasBuckets }: Frame,
  take: (number: number, bucket: number, count: number, cost: number, network: number) => void,
): void {
  const shift = hasBuckets ? 9 : 3;
  for (let at = 0; at < entries.length; ) {
    const entry = entries[at++] ?? 0;
    const count = entry & flags.count ? (entries[at++] ?? 0) : 1;
    let cost = count;
    if (entry & flags.cost) {
      halves[0] = entries[at++] ?? 0;
      halves[1] = entries[at++] ?? 0;
      cost = double[0] ?? 0;
    }
    const network = entry & flags.network ? (entries[at++] ?? 0) : -1;
    take(entry >>> shift, hasBuckets ? (entry >>> 3) & 63 : -1, count, cost, network);
  }
}

/** A copy where it does not lie at a word's boundary. */
function wordsOf(bytes: Buffer): Uint32Array {
  const size = bytes.length >> 2;
  if (bytes.byteOffset % 4 === 0) return new Uint32Array(bytes.buffer, bytes.byteOffset, size);
  const copy = words(size);
  new Uint8Array(copy.buffer).set(bytes.subarray(0, size * 4));
  return copy;
}
