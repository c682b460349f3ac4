import { setImmediate as turn } from "node:timers/promises";
import type { KeyId } from "@/lib/ids";
import { type Difference, mostTold } from "./events";
import type { PublishedStatus } from "./published";
import type { Place } from "./read";
import type { Scope } from "./scope";

const dayMs = 86_400_000;
/** After so many the event loop goes on. */
const slice = 2_000;
const shards = 64;

/** Places by their keys. In shards: one map of a million holds the event loop while it grows. */
export class PlaceMap {
  readonly #shards = new Map<number, Map<KeyId, Place>>();

  *[Symbol.iterator](): Iterator<Place> {
    for (const shard of this.#shards.values()) yield* shard.values();
  }

  get(keyId: KeyId): Place | undefined {
    return this.#shards.get(shardOf(keyId))?.get(keyId);
  }

  set(place: Place): void {
    const number = shardOf(place.keyId);
    const shard = this.#shards.get(number);
    if (shard) shard.set(place.keyId, place);
    else this.#shards.set(number, new Map([[place.keyId, place]]));
  }

  delete(keyId: KeyId): void {
    this.#shards.get(shardOf(keyId))?.delete(keyId);
  }
}

/** By the last digits of an id, which are random. */
const shardOf = (id: KeyId): number =>
  (id.charCodeAt(id.length - 1) * 31 + id.charCodeAt(id.length - 2)) % shards;

/** Each of them, while the event loop goes on: what changes meanwhile is met as it was or as it is. */
export async function* inSlices<T>(all: Iterable<T>): AsyncGenerator<T[]> {
  let some: T[] = [];
  for (const one of all) {
    if (some.push(one) < slice) continue;
    yield some;
    some = [];
    await turn();
  }
  yield some;
}

/** The tokens of an organization that are not valid, or will not be when a rotation ends. */
export class Places {
  readonly #all = new PlaceMap();
  /** When the rotations of keys end that are not over yet. */
  readonly #retiring = new Map<KeyId, number>();

  [Symbol.iterator](): Iterator<Place> {
    return this.#all[Symbol.iterator]();
  }

  async ids(): Promise<Record<PublishedStatus, KeyId[]>> {
    const ids: Record<PublishedStatus, KeyId[]> = { revoked: [], suspended: [], valid: [] };
    for await (const places of inSlices(this.#all)) {
      for (const { keyId, status } of places) ids[status].push(keyId);
    }
    return ids;
  }

  /** Those whose rotation ended by `now`, in milliseconds since the epoch, and that don't show it. */
  over(now: number): KeyId[] {
    const over: KeyId[] = [];
    for (const [keyId, retiresAt] of this.#retiring) if (retiresAt <= now) over.push(keyId);
    return over;
  }

  /** Puts what was found in a scope in the place of what was known, and gives what is another. */
  async put(scope: Scope, found: PlaceMap, now: number): Promise<Difference> {
    const difference: Difference = [];
    const differ = (keyId: KeyId, status: PublishedStatus) => {
      if (difference.length <= mostTold) difference.push({ keyId, status });
    };
    for await (const places of inSlices(scope.of === "keys" ? this.#named(scope.ids) : this.#all)) {
      for (const place of places) {
        const { keyId, status, expiresAt } = place;
        if (found.get(keyId) || !isIn(scope, place)) continue;
        this.#forget(keyId);
        if (status !== "valid" && !(expiresAt <= now - dayMs)) differ(keyId, "valid");
      }
    }
    for await (const places of inSlices(found)) {
      for (const place of places) {
        const { keyId, status, retiresAt } = place;
        const before = this.#all.get(keyId)?.status ?? "valid";
        this.#all.set(place);
        if (retiresAt !== null && status !== "revoked") this.#retiring.set(keyId, retiresAt);
        else this.#retiring.delete(keyId);
        if (status !== before) differ(keyId, status);
      }
    }
    return difference;
  }

  /** What a token was that is long past its end, nobody asks. */
  async sweep(now: number): Promise<void> {
    for await (const places of inSlices(this.#all)) {
      for (const { keyId, expiresAt } of places) if (expiresAt < now - dayMs) this.#forget(keyId);
    }
  }

  #named(ids: readonly KeyId[]): Place[] {
    return ids.flatMap((id) => this.#all.get(id) ?? []);
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
