const digestBytes = 32;

/** What is a key's own, and `alike`, which many may have in common. */
export type KeyRow<A> = {
  id: string;
  name: string;
  /** Milliseconds since the epoch. */
  expiresAt: number | null;
  revision: number;
  alike: A;
};

/**
 * Keys found by the digest they are kept under, or by their id. Digests, indexes and numbers lie in
 * plain memory that the collector never walks and that is taken only as it is used. The oldest
 * key makes room for one too many.
 */
export class KeyTable<A> {
  #ids: (string | undefined)[] = [];
  #names: string[] = [];
  #alike: (A | undefined)[] = [];
  #free: number[] = [];
  #oldest = 0;
  #size = 0;
  readonly #digests: Uint8Array;
  /** When it expires, infinite where it doesn't, and its revision. */
  readonly #numbers: Float64Array;
  readonly #byDigest: RowIndex;
  readonly #byId: RowIndex;

  constructor(private readonly most: number) {
    this.#digests = new Uint8Array(most * digestBytes);
    this.#numbers = new Float64Array(most * 2);
    this.#byDigest = new RowIndex(most, (row) => this.#homeOfDigest(row));
    this.#byId = new RowIndex(most, (row) => homeOfId(this.#ids[row] ?? ""));
  }

  get size(): number {
    return this.#size;
  }

  get(digest: string): KeyRow<A> | undefined {
    const row = this.#find(digest);
    const [id, alike] = [this.#ids[row], this.#alike[row]];
    if (id === undefined || alike === undefined) return undefined;
    const expiresAt = this.#numbers[row * 2] ?? 0;
    return {
      id,
      name: this.#names[row] ?? "",
      expiresAt: expiresAt === Number.POSITIVE_INFINITY ? null : expiresAt,
      revision: this.#numbers[row * 2 + 1] ?? 0,
      alike,
    };
  }

  set(digest: string, { id, name, expiresAt, revision, alike }: KeyRow<A>): void {
    const same = this.#find(digest);
    if (same >= 0) this.#remove(same);
    this.delete(id);
    const row = this.#room();
    for (let i = 0; i < digestBytes; i++) {
      this.#digests[row * digestBytes + i] = digest.charCodeAt(i);
    }
    this.#ids[row] = id;
    this.#names[row] = name;
    this.#alike[row] = alike;
    this.#numbers[row * 2] = expiresAt ?? Number.POSITIVE_INFINITY;
    this.#numbers[row * 2 + 1] = revision;
    this.#size++;
    this.#byDigest.add(row);
    this.#byId.add(row);
  }

  /** Forgets the key with that id, if there is one. */
  delete(id: string): void {
    const index = this.#byId;
    for (let slot = index.first(homeOfId(id)); ; slot = index.next(slot)) {
      const row = index.at(slot);
      if (row < 0) return;
      if (this.#ids[row] !== id) continue;
      this.#remove(row);
      return;
    }
  }

  clear(): void {
    this.#ids = [];
    this.#names = [];
    this.#alike = [];
    this.#free = [];
    this.#oldest = 0;
    this.#size = 0;
    this.#byDigest.clear();
    this.#byId.clear();
  }

  #find(digest: string): number {
    const index = this.#byDigest;
    for (let slot = index.first(homeOfDigest(digest)); ; slot = index.next(slot)) {
      const row = index.at(slot);
      if (row < 0 || this.#isAt(row, digest)) return row;
    }
  }

  #isAt(row: number, digest: string): boolean {
    const start = row * digestBytes;
    for (let i = 0; i < digestBytes; i++) {
      if (this.#digests[start + i] !== digest.charCodeAt(i)) return false;
    }
    return true;
  }

  #room(): number {
    const free = this.#free.pop();
    if (free !== undefined) return free;
    if (this.#ids.length < this.most) return this.#ids.push(undefined) - 1;
    const row = this.#oldest;
    this.#oldest = (row + 1) % this.most;
    this.#remove(row);
    return this.#free.pop() ?? row;
  }

  #remove(row: number): void {
    if (this.#ids[row] === undefined) return;
    this.#byDigest.remove(row);
    this.#byId.remove(row);
    this.#ids[row] = undefined;
    this.#names[row] = "";
    this.#alike[row] = undefined;
    this.#free.push(row);
    this.#size--;
  }

  #homeOfDigest(row: number): number {
    const at = row * digestBytes;
    const [a = 0, b = 0, c = 0, d = 0] = this.#digests.subarray(at, at + 4);
    return a | (b << 8) | (c << 16) | (d << 24);
  }
}

const homeOfDigest = (digest: string) =>
  digest.charCodeAt(0) |
  (digest.charCodeAt(1) << 8) |
  (digest.charCodeAt(2) << 16) |
  (digest.charCodeAt(3) << 24);

/** FNV-1a. */
function homeOfId(id: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < id.length; i++) hash = Math.imul(hash ^ id.charCodeAt(i), 0x01000193);
  return hash;
}

/** Rows by a hash: open addressing with linear probing, at most half full. */
class RowIndex {
  readonly #rows: Int32Array;
  readonly #mask: number;

  constructor(
    most: number,
    private readonly homeOf: (row: number) => number,
  ) {
    const size = 2 ** Math.ceil(Math.log2(most * 2));
    this.#rows = new Int32Array(size);
    this.#mask = size - 1;
  }

  first(hash: number): number {
    return hash & this.#mask;
  }

  next(slot: number): number {
    return (slot + 1) & this.#mask;
  }

  /** The row in that slot, or -1. */
  at(slot: number): number {
    return (this.#rows[slot] ?? 0) - 1;
  }

  add(row: number): void {
    let slot = this.first(this.homeOf(row));
    while (this.at(slot) >= 0) slot = this.next(slot);
    this.#rows[slot] = row + 1;
  }

  /** Those behind it move up, so that every search still ends at the first empty slot. */
  remove(row: number): void {
    let gap = this.first(this.homeOf(row));
    while (this.at(gap) !== row) {
      if (this.at(gap) < 0) return;
      gap = this.next(gap);
    }
    for (let slot = this.next(gap); this.at(slot) >= 0; slot = this.next(slot)) {
      const home = this.first(this.homeOf(this.at(slot)));
      if (((slot - home) & this.#mask) < ((slot - gap) & this.#mask)) continue;
      this.#rows[gap] = this.#rows[slot] ?? 0;
      gap = slot;
    }
    this.#rows[gap] = 0;
  }

  clear(): void {
    this.#rows.fill(0);
  }
}
