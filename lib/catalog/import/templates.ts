import { ambiguous, literalLength, segmentsOf, shapeOf } from "@/lib/catalog/segments";

const mostAlike = 100;

type Held<T> = { path: string; value: T };

/** What is known of path templates, each of one method, found by shape. */
export class Templates<T> {
  readonly #byShape = new Map<string, Held<T>>();
  /** Those that a parameter within literals could make ambiguous, by where it stands. */
  readonly #byWithin = new Map<string, string[]>();

  add(method: string, path: string, value: T): void {
    this.#byShape.set(`${method} ${shapeOf(path)}`, { path, value });
    for (const place of placesWithin(method, path)) {
      const paths = this.#byWithin.get(place);
      if (paths) paths.push(path);
      else this.#byWithin.set(place, [path]);
    }
  }

  /** The one that differs by the names of parameters at most. */
  same(method: string, path: string): Held<T> | undefined {
    return this.#byShape.get(`${method} ${shapeOf(path)}`);
  }

  /** The path of another that some request would match as well, with nothing to say which goes first. */
  rival(method: string, path: string): string | undefined {
    for (const place of placesWithin(method, path)) {
      const paths = this.#byWithin.get(place) ?? [];
      const rival = paths.length > mostAlike ? paths[0] : paths.find((it) => ambiguous(it, path));
      if (rival !== undefined) return rival;
    }
    return undefined;
  }
}

/** Two templates of different shape are ambiguous only if they have one of these in common. */
function placesWithin(method: string, path: string): string[] {
  const shapes = shapeOf(path).split("/");
  return segmentsOf(path).flatMap((segment, i) => {
    if (segment.kind !== "parameter" || literalLength(segment) === 0) return [];
    return [`${method} ${shapes.slice(0, i + 1).join("/")} ${i} ${literalLength(segment)}`];
  });
}
