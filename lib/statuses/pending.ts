import type { Change } from "@/db/feed";
import type { ApplicationId, KeyId, MemberId } from "@/lib/ids";
import type { Told } from "./facts";
import type { Scope } from "./scope";

/** More keys than these are read with all others. */
const mostKeys = 10_000;
const keysAtOnce = 1_000;

/** What has to be read before statuses are up to date again. */
export type Batch = { scopes: Scope[]; publisher: boolean; told: Told[] };

/** What has changed and is not read yet: each thing once, however often it changed. */
export class Pending {
  #keys = new Set<KeyId>();
  #applications = new Set<ApplicationId>();
  #owners = new Set<MemberId>();
  #all = false;
  #publisher = false;
  #told = new Map<string, Told>();

  get isEmpty(): boolean {
    const sets = [this.#keys, this.#applications, this.#owners];
    return !this.#all && !this.#publisher && sets.every((set) => set.size === 0);
  }

  addAll(): void {
    this.#all = true;
    this.#publisher = true;
  }

  addKey(id: KeyId): void {
    this.#keys.add(id);
  }

  /** Throws where it does not understand the change. */
  add({ kind, id, revision }: Omit<Change, "org">): void {
    if (kind === "key") this.#keys.add(id as KeyId);
    else if (kind === "application" || kind === "grants")
      this.#applications.add(id as ApplicationId);
    else if (kind === "member") this.#owners.add(id as MemberId);
    else if (kind === "catalog" || kind === "organization") this.addAll();
    else if (kind === "signing-key") this.#publisher = true;
    else if (kind === "token") return;
    else throw new TypeError("a change of unknown kind");
    const name = `${kind} ${id}`;
    const known = this.#told.get(name)?.revision ?? 0;
    this.#told.set(name, { kind, id, revision: Math.max(known, revision) });
  }

  /** Puts back what could not be read. */
  putBack({ scopes, publisher, told }: Batch): void {
    this.#publisher ||= publisher;
    for (const scope of scopes) {
      if (scope.of === "all") this.#all = true;
      else if (scope.of === "application") this.#applications.add(scope.id);
      else if (scope.of === "owner") this.#owners.add(scope.id);
      else for (const id of scope.ids) this.#keys.add(id);
    }
    for (const one of told) {
      const name = `${one.kind} ${one.id}`;
      if ((this.#told.get(name)?.revision ?? 0) < one.revision) this.#told.set(name, one);
    }
  }

  /** It is another log now: what the former one told is no measure any more. */
  forgetTold(): void {
    this.#told.clear();
  }

  take(): Batch {
    const all = this.#all || this.#keys.size > mostKeys;
    const keys = [...this.#keys];
    const chunks = Array.from({ length: Math.ceil(keys.length / keysAtOnce) }, (_, i) =>
      keys.slice(i * keysAtOnce, (i + 1) * keysAtOnce),
    );
    const scopes: Scope[] = all
      ? [{ of: "all" }]
      : [
          ...chunks.map((ids): Scope => ({ of: "keys", ids })),
          ...[...this.#applications].map((id): Scope => ({ of: "application", id })),
          ...[...this.#owners].map((id): Scope => ({ of: "owner", id })),
        ];
    const batch = { scopes, publisher: this.#publisher, told: [...this.#told.values()] };
    this.#keys.clear();
    this.#applications.clear();
    this.#owners.clear();
    this.#told.clear();
    this.#all = false;
    this.#publisher = false;
    return batch;
  }
}
