import { setImmediate as turn } from "node:timers/promises";
import type { KeyId } from "@/lib/ids";
import type { Difference } from "./events";
import type { Place, Scope } from "./read";

const dayMs = 86_400_000;
const slice = 5_000;

/** The tokens of an organization that are not valid, or will not be when a rotation ends. */
export class Places {
  readonly #all = new Map<KeyId, Place>();
  /** When the rotations of keys end that are not over yet. */
  readonly #retiring = new Map<KeyId, number>();

  [Symbol.iterator](): Iterator<Place> {
    return this.#all.values();
  }

  /** Those whose rotation ended by `now`, in milliseconds since the epoch, and that don't show it. */
  over(now: number): KeyId[] {
    return [...this.#retiring].flatMap(([keyId, retiresAt]) => (retiresAt <= now ? keyId : []));
  }

  /** Puts what was found in a scope in the place of what was known, and gives what is another. */
  async put(scope: Scope, found: ReadonlyMap<KeyId, Place>, now: number): Promise<Difference> {
    const difference: Difference = [];
    let count = 0;
    for (const keyId of scope.of === "keys" ? scope.ids : this.#all.keys()) {
      if (++count % slice === 0) await turn();
      const place = this.#all.get(keyId);
      if (!place || found.has(keyId) || !isIn(scope, place)) continue;
      this.#forget(keyId);
      if (place.status !== "valid" && place.expiresAt > now - dayMs)
        difference.push({ keyId, status: "valid" });
    }
    for (const [keyId, place] of found) {
      if (++count % slice === 0) await turn();
      const before = this.#all.get(keyId)?.status ?? "valid";
      this.#all.set(keyId, place);
      if (place.retiresAt !== null && place.status !== "revoked")
        this.#retiring.set(keyId, place.retiresAt);
      else this.#retiring.delete(keyId);
      if (place.status !== before) difference.push({ keyId, status: place.status });
    }
    return difference;
  }

  /** What a token was that is long past its end, nobody asks. */
  sweep(now: number): void {
    for (const [id, { expiresAt }] of this.#all) if (expiresAt < now - dayMs) this.#forget(id);
  }

  #forget(keyId: KeyId): void {
    this.#all.delete(keyId);
    this.#retiring.delete(keyId);
  }
}

const isIn = (scope: Scope, place: Place): boolean =>
  scope.of === "application"
    ? place.applicationId === scope.id
    : scope.of !== "owner" || place.ownerId === scope.id;
