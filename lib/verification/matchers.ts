import type { ApiId } from "@/lib/ids";
import type { Matcher } from "./matcher";

/** The compiled endpoints of APIs, at most so many in all, of some 600 bytes each: the oldest go first. */
export class Matchers {
  #known = new Map<ApiId, Matcher>();
  #endpoints = 0;

  constructor(private readonly most = 200_000) {}

  get(id: ApiId): Matcher | undefined {
    return this.#known.get(id);
  }

  set(id: ApiId, matcher: Matcher): void {
    this.delete(id);
    this.#known.set(id, matcher);
    this.#endpoints += matcher.size;
    for (const oldest of this.#known.keys()) {
      if (this.#endpoints <= this.most || oldest === id) return;
      this.delete(oldest);
    }
  }

  delete(id: ApiId): void {
    this.#endpoints -= this.#known.get(id)?.size ?? 0;
    this.#known.delete(id);
  }

  clear(): void {
    this.#known.clear();
    this.#endpoints = 0;
  }
}
