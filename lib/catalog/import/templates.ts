import { ambiguous, literalLength, segmentsOf, shapeOf } from "@/lib/catalog/segments";
import { invalid } from "@/lib/errors";

const mostAlike = 100;
/** Segments that all comparisons together may look at. */
const mostCompared = 2_000_000;

type Held<T> = { path: string; value: T };

/** Where a parameter stands within literals, and the shape of that segment. */
type Within = { place: string; shape: string };

type Parsed = { shape: string; length: number; within: Within[] };

/** What is known of path templates, each of one method, found by shape. */
export class Templates<T> {
  readonly #byShape = new Map<string, Held<T>>();
  /** Those that a parameter within literals could make ambiguous, by its place and then its shape. */
  readonly #byWithin = new Map<string, Map<string, string[]>>();
  readonly #parsed = new Map<string, Parsed>();
  /** Numbers for the shapes that paths begin with. */
  readonly #beginnings = new Map<string, number>();
  #compared = 0;

  add(method: string, path: string, value: T): void {
    const { shape, within } = this.#parse(path);
    this.#byShape.set(`${method} ${shape}`, { path, value });
    for (const { place, shape } of within) {
      const shapes = this.#byWithin.get(`${method} ${place}`) ?? new Map<string, string[]>();
      this.#byWithin.set(`${method} ${place}`, shapes);
      const paths = shapes.get(shape);
      if (paths) paths.push(path);
      else shapes.set(shape, [path]);
    }
  }

  /** The one that differs by the names of parameters at most. */
  same(method: string, path: string): Held<T> | undefined {
    return this.#byShape.get(`${method} ${this.#parse(path).shape}`);
  }

  /**
   * The path of another that some request would match as well, with nothing to say which goes
   * first. Throws 422 where that takes too many comparisons.
   */
  rival(method: string, path: string): string | undefined {
    for (const { place, shape } of this.#parse(path).within) {
      let looked = 0;
      for (const [otherShape, paths] of this.#byWithin.get(`${method} ${place}`) ?? []) {
        if (otherShape === shape) continue;
        for (const other of paths) {
          if (++looked > mostAlike || this.#ambiguous(other, path)) return other;
        }
      }
    }
    return undefined;
  }

  #ambiguous(one: string, other: string): boolean {
    this.#compared += this.#parse(one).length + this.#parse(other).length;
    if (this.#compared <= mostCompared) return ambiguous(one, other);
    throw invalid(
      "document",
      "The document has too many similar paths. Divide it among several APIs.",
    );
  }

  #parse(path: string): Parsed {
    const known = this.#parsed.get(path);
    if (known) return known;
    const shape = shapeOf(path);
    const shapes = shape.split("/").slice(1);
    const within: Within[] = [];
    let beginning = 0;
    for (const [i, segment] of segmentsOf(path).entries()) {
      const shape = shapes[i] ?? "";
      if (segment.kind === "parameter" && literalLength(segment) > 0) {
        within.push({ place: `${beginning} ${literalLength(segment)}`, shape });
      }
      beginning = this.#numberOf(`${beginning}/${shape}`);
    }
    const parsed = { shape, length: shapes.length, within };
    this.#parsed.set(path, parsed);
    return parsed;
  }

  #numberOf(beginning: string): number {
    const number = this.#beginnings.get(beginning) ?? this.#beginnings.size + 1;
    this.#beginnings.set(beginning, number);
    return number;
  }
}
