import type { Change } from "@/db/feed";
import type { ApplicationId, KeyId } from "@/lib/ids";

/** More than so many keys and applications are told as all. */
const mostNamed = 1_000;

/** What caches of secret keys have to be told of: what may have changed since it was told last. */
export class Changed {
  #keys = new Set<KeyId>();
  #applications = new Set<ApplicationId>();
  #all = false;

  add({ kind, id }: Pick<Change, "kind" | "id">): void {
    if (kind === "key") this.#keys.add(id as KeyId);
    else if (kind === "application" || kind === "grants")
      this.#applications.add(id as ApplicationId);
    else if (kind !== "signing-key") this.#all = true;
  }

  addAll(): void {
    this.#all = true;
  }

  /** The data of the event that tells of it, or null where there is nothing to tell. */
  take(): string | null {
    const [keys, applications] = [[...this.#keys], [...this.#applications]];
    const all = this.#all || keys.length + applications.length > mostNamed;
    this.#keys.clear();
    this.#applications.clear();
    this.#all = false;
    if (all) return JSON.stringify({ changed: { all } });
    if (keys.length + applications.length === 0) return null;
    const named = {
      ...(keys.length > 0 && { keys }),
      ...(applications.length > 0 && { applications }),
    };
    return JSON.stringify({ changed: named });
  }
}
