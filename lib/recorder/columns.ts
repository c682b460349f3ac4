import type { Slices } from "./batch";
import type { BucketLists } from "./bucket-lists";
import type { Names } from "./words";

/** PostgreSQL's array texts, one per column. */
export type Columns<Name extends string> = Record<Name, string>;

const day = 86_400_000;
/** In which some thousand rows are put in order at a time. */
export const parts = 16;
/** More than a batch ever has. */
const mostRows = 2 ** 21;
/** Rows between two looks at the clock. */
const together = 64;

/** The first millisecond of what is kept for so many days. */
export const oldest = (days: number) => Date.now() - days * day;

/** Names as they stand in PostgreSQL's arrays, each converted once. */
export class Texts {
  #known: string[];

  /** `nothing` stands for no name. */
  constructor(
    private readonly names: Names,
    nothing: string,
    private readonly convert: (text: string) => string,
  ) {
    this.#known = [nothing];
  }

  of(name: number): string {
    const known = this.#known[name];
    if (known !== undefined) return known;
    const text = this.convert(this.names.texts[name] ?? "");
    this.#known[name] = text;
    return text;
  }
}

/** Within an array's text; PostgreSQL holds no NUL. */
export const quoted = (text: string) =>
  `"${text.replaceAll("\0", "\uFFFD").replace(/["\\]/g, "\\$&")}"`;

/** A list of latencies within an array's text. */
export const latenciesAt = (buckets: BucketLists, list: number) =>
  `"{${buckets.latencies(list).join()}}"`;

export type Column = (of: (row: number) => string | number) => Promise<string>;

/**
 * Makes columns of some rows, a slice at a time. Texts are joined while they are young: as many as a
 * column has would be moved one by one by the collector.
 */
export const columnOf =
  (rows: number[], slices: Slices): Column =>
  async (of) => {
    let column = "{";
    for (let from = 0; from < rows.length; from += together) {
      if (slices.isOver) await slices.next();
      const texts = rows.slice(from, from + together).map(of);
      column += from === 0 ? texts.join() : `,${texts.join()}`;
    }
    return `${column}}`;
  };

/**
 * The rows of one of the `parts`, in an order that is the same for every process: by a number of 32
 * bits, whose first say which part it is, then by all that tells them apart.
 */
export function inOrder(
  size: number,
  part: number,
  numberOf: (row: number) => number,
  nameOf: (row: number) => string,
): number[] {
  const order: number[] = [];
  for (let row = 0; row < size; row++) {
    const number = numberOf(row);
    if (number >>> 28 === part) order.push(number * mostRows + row);
  }
  const sorted = new Float64Array(order).sort();
  const rows = Array.from(sorted, (place) => place % mostRows);
  const numberAt = (index: number) => Math.floor((sorted[index] ?? 0) / mostRows);
  for (let from = 0, to = 1; from < rows.length; from = to++) {
    while (to < rows.length && numberAt(to) === numberAt(from)) to++;
    if (to - from === 1) continue;
    const alike = rows.slice(from, to).map((row) => ({ row, name: nameOf(row) }));
    alike.sort((a, b) => (a.name < b.name ? -1 : 1));
    for (const [index, { row }] of alike.entries()) rows[from + index] = row;
  }
  return rows;
}
