import { hash } from "node:crypto";
import type { Change } from "@/db/feed";
import type { ApiId, ApplicationId, KeyId, OrganizationId, TokenId } from "@/lib/ids";
import type { Memory } from "./follower";
import type { Granted, KeyRecord } from "./verdict";

/** Shared by the keys of an organization. Dead: something of it changed, read it anew. */
export type OrganizationEntry = {
  id: OrganizationId;
  apis: ReadonlyMap<string, ApiId>;
  dead: boolean;
};

/** Shared by the keys of an application. */
export type ApplicationEntry = {
  id: ApplicationId;
  organization: OrganizationEntry;
  record: KeyRecord["application"];
  granted: ReadonlyMap<ApiId, Granted[]>;
  dead: boolean;
};

export type KeyEntry = { record: KeyRecord; application: ApplicationEntry };

/** A read that is under way. Dirty: what it reads may be older than what the log has told since. */
export type Read = { organizationId: OrganizationId | null; dirty: boolean };

const shouldKnow = new Set([
  "key",
  "application",
  "grants",
  "catalog",
  "member",
  "token",
  "organization",
]);

/** SHA-256 of a credential, as 32 one-byte characters: what the memory is keyed by. */
export const digestOf = (credential: string): string => hash("sha256", credential, "binary");

/** A map that forgets its oldest entry rather than hold more than `most`. */
class Bounded<K, V> extends Map<K, V> {
  constructor(
    private readonly most: number,
    private readonly forgot: (value: V) => void = () => {},
  ) {
    super();
  }

  override set(key: K, value: V): this {
    if (this.size >= this.most && !this.has(key)) {
      const oldest = this.entries().next().value;
      if (oldest) {
        this.delete(oldest[0]);
        this.forgot(oldest[1]);
      }
    }
    return super.set(key, value);
  }
}

/** Puts the entry in the place of another one for the same thing. */
function adopt<K, V extends { id: K; dead: boolean }>(map: Map<K, V>, entry: V): void {
  const former = map.get(entry.id);
  if (former === entry) return;
  kill(former);
  map.set(entry.id, entry);
}

/** Whoever still holds it has to read anew: no change would find it any more. */
function kill(entry: { dead: boolean } | undefined): void {
  if (entry) entry.dead = true;
}

export type TokenEntry<T> = { id: TokenId; value: T };

/**
 * What a gate remembers of keys and service tokens, by the digest of the credential. It only ever
 * answers while the lease holds; what the change log tells is forgotten here.
 */
export class GateMemory<T> implements Memory {
  #keys: Bounded<string, KeyEntry>;
  #tokens: Bounded<string, TokenEntry<T>>;
  #missing: Bounded<string, true>;
  #digests = new Map<KeyId | TokenId, string>();
  #applications = new Bounded<ApplicationId, ApplicationEntry>(200_000, kill);
  #organizations = new Bounded<OrganizationId, OrganizationEntry>(50_000, kill);
  #told = new Bounded<string, number>(20_000);
  #reads = new Set<Read>();

  constructor({ keys = 1_000_000, missing = 100_000 } = {}) {
    this.#keys = new Bounded(keys, ({ record }) => this.#digests.delete(record.key.id));
    this.#tokens = new Bounded(10_000, ({ id }) => this.#digests.delete(id));
    this.#missing = new Bounded(missing);
  }

  get size(): { keys: number; tokens: number; missing: number } {
    return { keys: this.#keys.size, tokens: this.#tokens.size, missing: this.#missing.size };
  }

  key(digest: string): KeyEntry | undefined {
    const entry = this.#keys.get(digest);
    if (!entry || entry.application.dead || entry.application.organization.dead) return undefined;
    return entry;
  }

  token(digest: string): T | undefined {
    return this.#tokens.get(digest)?.value;
  }

  /** A credential that is known not to exist: ids are never given twice, so it never will. */
  isMissing(digest: string): boolean {
    return this.#missing.has(digest);
  }

  application(id: ApplicationId): ApplicationEntry | undefined {
    const entry = this.#applications.get(id);
    return entry?.dead || entry?.organization.dead ? undefined : entry;
  }

  organization(id: OrganizationId): OrganizationEntry | undefined {
    const entry = this.#organizations.get(id);
    return entry?.dead ? undefined : entry;
  }

  /** Begin before the first statement is sent; `end` in any case. */
  begin(): Read {
    const read: Read = { organizationId: null, dirty: false };
    this.#reads.add(read);
    return read;
  }

  end(read: Read): void {
    this.#reads.delete(read);
  }

  /** Whether the log has already told of a newer state than this row shows. */
  isBehind(id: string, revision: number): boolean {
    return revision < (this.#told.get(id) ?? 0);
  }

  rememberKey(digest: string, entry: KeyEntry): void {
    const { application } = entry;
    adopt(this.#organizations, application.organization);
    adopt(this.#applications, application);
    this.#digests.set(entry.record.key.id, digest);
    this.#keys.set(digest, entry);
  }

  rememberOrganization(entry: OrganizationEntry): void {
    adopt(this.#organizations, entry);
  }

  rememberToken(digest: string, id: TokenId, value: T): void {
    this.#digests.set(id, digest);
    this.#tokens.set(digest, { id, value });
  }

  rememberMissing(digest: string): void {
    this.#missing.set(digest, true);
  }

  apply(change: Change): void {
    if (!shouldKnow.has(change.kind)) throw new TypeError(`a change of unknown kind`);
    this.#told.set(change.id, Math.max(change.revision, this.#told.get(change.id) ?? 0));
    for (const read of this.#reads) {
      if (read.organizationId === null || read.organizationId === change.org) read.dirty = true;
    }
    this.#forget(change);
  }

  #forget({ kind, id, org }: Change): void {
    if (kind === "key" || kind === "token") {
      const digest = this.#digests.get(id as KeyId | TokenId);
      this.#digests.delete(id as KeyId | TokenId);
      if (digest === undefined) return;
      if (kind === "key") this.#keys.delete(digest);
      else this.#tokens.delete(digest);
    } else if (kind === "application" || kind === "grants") {
      kill(this.#applications.get(id as ApplicationId));
      this.#applications.delete(id as ApplicationId);
    } else {
      kill(this.#organizations.get(org));
      this.#organizations.delete(org);
    }
  }

  clear(): void {
    for (const read of this.#reads) read.dirty = true;
    for (const entry of this.#organizations.values()) kill(entry);
    this.#missing.clear();
    this.#keys.clear();
    this.#tokens.clear();
    this.#digests.clear();
    this.#applications.clear();
    this.#organizations.clear();
  }
}
