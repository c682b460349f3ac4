import type { Id, IdPrefix } from "@/lib/ids";

const digits = "0123456789abcdefghjkmnpqrstvwxyz";
const codeOfDigit = Buffer.from(digits);
const valueOfDigit = new Uint8Array(256);
for (const [value, digit] of [...digits].entries()) valueOfDigit[digit.charCodeAt(0)] = value;

/** Writes the UUID of an id, which is well-formed, as four words at `at`. */
export function putId(words: Uint32Array, at: number, id: string): void {
  const start = id.length - 26;
  // 26 digits of 5 bits are 130: the first digit has 3.
  const a = sixDigits(id, start);
  const b = sixDigits(id, start + 6);
  const c = sixDigits(id, start + 12);
  const d = sixDigits(id, start + 18);
  const e = (digitAt(id, start + 24) << 5) | digitAt(id, start + 25);
  words[at] = (a << 4) | (b >>> 26);
  words[at + 1] = (b << 6) | (c >>> 24);
  words[at + 2] = (c << 8) | (d >>> 22);
  words[at + 3] = (d << 10) | e;
}

const digitAt = (id: string, at: number) => valueOfDigit[id.charCodeAt(at) & 255] ?? 0;

const sixDigits = (id: string, at: number) =>
  (digitAt(id, at) << 25) |
  (digitAt(id, at + 1) << 20) |
  (digitAt(id, at + 2) << 15) |
  (digitAt(id, at + 3) << 10) |
  (digitAt(id, at + 4) << 5) |
  digitAt(id, at + 5);

/** The id whose UUID stands at `at`. */
export function idAt<P extends IdPrefix>(prefix: P, words: Uint32Array, at: number): Id<P> {
  let place = 0;
  // Two bits of the 130 that 26 digits hold are none of the UUID's.
  let [held, bits] = [0, 2];
  for (let byte = 0; byte < 16; byte++) {
    const word = words[at + (byte >> 2)] ?? 0;
    held = ((held & 15) << 8) | ((word >>> (24 - (byte & 3) * 8)) & 255);
    for (bits += 8; bits >= 5; ) {
      bits -= 5;
      codes[place++] = codeOfDigit[(held >> bits) & 31] ?? 0;
    }
  }
  return `${prefix}_${codes.toString("latin1")}` as Id<P>;
}

/** Of the 26 digits, filled anew by each conversion. */
const codes = Buffer.alloc(26);

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
