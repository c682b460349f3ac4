import type { Id, IdPrefix } from "@/lib/ids";

const digits = "0123456789abcdefghjkmnpqrstvwxyz";
const valueOfDigit = new Uint8Array(256);
for (const [value, digit] of [...digits].entries()) valueOfDigit[digit.charCodeAt(0)] = value;

/** Writes the UUID of an id, which is well-formed, as four words at `at`. */
export function putId(words: Uint32Array, at: number, id: string): void {
  const start = id.length - 26;
  const digit = (place: number) => valueOfDigit[id.charCodeAt(start + place) & 255] ?? 0;
  const [d6, d13, d19] = [digit(6), digit(13), digit(19)];
  // 26 digits of 5 bits are 130: the first digit has 3.
  words[at] =
    (digit(0) << 29) |
    (digit(1) << 24) |
    (digit(2) << 19) |
    (digit(3) << 14) |
    (digit(4) << 9) |
    (digit(5) << 4) |
    (d6 >> 1);
  words[at + 1] =
    (d6 << 31) |
    (digit(7) << 26) |
    (digit(8) << 21) |
    (digit(9) << 16) |
    (digit(10) << 11) |
    (digit(11) << 6) |
    (digit(12) << 1) |
    (d13 >> 4);
  words[at + 2] =
    (d13 << 28) |
    (digit(14) << 23) |
    (digit(15) << 18) |
    (digit(16) << 13) |
    (digit(17) << 8) |
    (digit(18) << 3) |
    (d19 >> 2);
  words[at + 3] =
    (d19 << 30) |
    (digit(20) << 25) |
    (digit(21) << 20) |
    (digit(22) << 15) |
    (digit(23) << 10) |
    (digit(24) << 5) |
    digit(25);
}

/** The id whose UUID stands at `at`. */
export function idAt<P extends IdPrefix>(prefix: P, words: Uint32Array, at: number): Id<P> {
  let text = `${prefix}_`;
  // Two bits of the 130 that 26 digits hold are none of the UUID's.
  let [held, bits] = [0, 2];
  for (let byte = 0; byte < 16; byte++) {
    const word = words[at + (byte >> 2)] ?? 0;
    held = ((held & 15) << 8) | ((word >>> (24 - (byte & 3) * 8)) & 255);
    for (bits += 8; bits >= 5; ) {
      bits -= 5;
      text += digits[(held >> bits) & 31];
    }
  }
  return text as Id<P>;
}

/** Texts by number, from 1 on; 0 is none. */
export class Names {
  readonly texts: string[] = [""];
  #numbers = new Map<string, number>();

  of(text: string | null): number {
    if (text === null) return 0;
    let number = this.#numbers.get(text);
    if (number === undefined) {
      number = this.texts.push(text) - 1;
      this.#numbers.set(text, number);
    }
    return number;
  }

  clear(): void {
    if (this.texts.length === 1) return;
    this.texts.length = 1;
    this.#numbers = new Map();
  }
}

type Numbers<T> = { length: number; set(from: T): void };

/** The same numbers, with room for `length` of them at least. */
export function roomier<T extends Numbers<T>>(
  of: T,
  make: (length: number) => T,
  length: number,
): T {
  if (length <= of.length) return of;
  const more = make(2 ** Math.ceil(Math.log2(length)));
  more.set(of);
  return more;
}

/**
 * Rows that begin with `width` words, each there once and found by them: in memory that the collector
 * never walks. What is looked for stands in `asked`. Behind its words a row holds their hash, and
 * `more` words for whoever counts in it, so that one line of the processor's cache has it all.
 */
export class WordTable {
  readonly asked: Uint32Array;
  words: Uint32Array;
  /** The same memory, two words a number: `stride` is even. */
  doubles: Float64Array;
  size = 0;
  /** How many words from one row to the next. */
  readonly stride: number;
  #slots = new Int32Array(2048);

  constructor(
    private readonly width: number,
    more = 0,
  ) {
    this.asked = new Uint32Array(width);
    this.stride = (width + 2 + more) & ~1;
    this.words = new Uint32Array(1024 * this.stride);
    this.doubles = new Float64Array(this.words.buffer);
  }

  /** The number of the row that is `asked`, which is a new one where it is `size` before the call. */
  find(): number {
    const { asked, width, stride, words } = this;
    let hash = 0;
    for (let i = 0; i < width; i++) {
      hash = Math.imul((hash << 13) ^ (hash >>> 19) ^ (asked[i] ?? 0), 0x9e3779b1);
    }
    hash = (hash ^ (hash >>> 15)) >>> 0;
    const slots = this.#slots;
    const mask = slots.length - 1;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const row = (slots[slot] ?? 0) - 1;
      if (row < 0) return this.#add(slot, hash);
      if (words[row * stride + width] === hash && this.#isAsked(row)) return row;
    }
  }

  clear(): void {
    this.size = 0;
    this.#slots.fill(0);
  }

  #isAsked(row: number): boolean {
    const { asked, width, words } = this;
    const start = row * this.stride;
    for (let i = 0; i < width; i++) {
      if (words[start + i] !== asked[i]) return false;
    }
    return true;
  }

  #add(slot: number, hash: number): number {
    const row = this.size++;
    const start = row * this.stride;
    if (start + this.stride > this.words.length) {
      this.words = roomier(this.words, words, start + this.stride);
      this.doubles = new Float64Array(this.words.buffer, 0, this.words.length >> 1);
    }
    this.words.set(this.asked, start);
    this.words[start + this.width] = hash;
    this.#slots[slot] = row + 1;
    if (this.size * 2 > this.#slots.length) this.#widen();
    return row;
  }

  #widen(): void {
    const slots = new Int32Array(this.#slots.length * 2);
    const mask = slots.length - 1;
    for (let row = 0; row < this.size; row++) {
      let slot = (this.words[row * this.stride + this.width] ?? 0) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = row + 1;
    }
    this.#slots = slots;
  }
}

export const words = (length: number) => new Uint32Array(length);
export const doubles = (length: number) => new Float64Array(length);
