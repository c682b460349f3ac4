import type { Change } from "@/db/feed";
import type { ApiId, ApplicationId, KeyId, OrganizationId, SigningKeyId, TokenId } from "@/lib/ids";
import { Bounded, Shared } from "./bounded";
import type { ApplicationEntry, KeyEntry, OrganizationEntry, Read, SignersEntry } from "./entries";
import type { Memory } from "./follower";
import { KeyTable } from "./key-table";
import type { Matcher } from "./matcher";
import { Matchers } from "./matchers";
import type { StaffEntry } from "./staff";
import { type TokenOwner, TokenTable } from "./token-table";
import type { KeyRecord } from "./verdict";

/** What many keys of an application have in common. The rest is told by whoever shows a key, or its own. */
type Alike = Pick<
  KeyRecord["key"],
  "environment" | "status" | "terms" | "permissions" | "ownerId" | "limits"
> & { application: ApplicationEntry };

/** Of a token: missing for as long as its signer is known. */
type Signed = { organizationId: OrganizationId; signer: SigningKeyId };

const shouldKnow = new Set([
  "key",
  "application",
  "grants",
  "catalog",
  "member",
  "token",
  "organization",
  "signing-key",
]);

/** A copy in one piece: an id that was cut or put together keeps the pieces in memory as well. */
const flat = <T extends string>(id: T): T => Buffer.from(id, "latin1").toString("latin1") as T;

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

/**
 * What a gate remembers of keys and service tokens, by the digest of the credential. It only ever
 * answers while the lease holds; what the change log tells is forgotten here.
 */
export class GateMemory<T> implements Memory {
  #keys: KeyTable<Alike>;
  /** What the last key of an application had. */
  #latest = new WeakMap<ApplicationEntry, Alike>();
  #tokens = new TokenTable<T>(10_000);
  #missing: Bounded<string, "missing" | "malformed" | Signed>;
  #refused: Bounded<string, true>;
  #shared = new Shared();
  #applications = new Bounded<ApplicationId, ApplicationEntry>(200_000, kill);
  #organizations = new Bounded<OrganizationId, OrganizationEntry>(50_000, kill);
  #staff = new Bounded<OrganizationId, StaffEntry>(50_000);
  #signers = new Bounded<OrganizationId, SignersEntry>(50_000);
  #matchers = new Matchers();
  #told = new Bounded<string, number>(20_000);
  #reads = new Set<Read>();
  /** How many keys were looked for and found, since the start. */
  readonly looks = { found: 0, missed: 0 };

  constructor({ keys = 1_000_000, missing = 100_000 } = {}) {
    this.#keys = new KeyTable(keys);
    this.#missing = new Bounded(missing);
    this.#refused = new Bounded(missing);
  }

  get size(): { keys: number; tokens: number; missing: number; refused: number } {
    return {
      keys: this.#keys.size,
      tokens: this.#tokens.size,
      missing: this.#missing.size,
      refused: this.#refused.size,
    };
  }

  /** `sharedKey` is that of the key whose digest it is. A JWT key is known while its signer is. */
  key(digest: string, sharedKey: string | null): KeyEntry | undefined {
    const row = this.#keys.get(digest);
    if (!row) return undefined;
    const { alike } = row;
    const application = this.#applicationOf(alike);
    if (!application) return undefined;
    const signer = alike.terms?.token?.signer;
    if (signer && !this.signers(application.organization.id)?.keys.has(signer)) return undefined;
    const key = {
      id: row.id as KeyId,
      sharedKey,
      name: row.name,
      environment: alike.environment,
      status: alike.status,
      expiresAt: row.expiresAt === null ? null : new Date(row.expiresAt),
      terms: alike.terms,
      permissions: alike.permissions,
      ownerId: alike.ownerId,
      limits: alike.limits,
      revision: row.revision,
    };
    return { record: { key, application: application.record }, application };
  }

  /** The application that has to be read anew before a key that is kept can be judged. */
  awaited(digest: string): ApplicationId | undefined {
    const alike = this.#keys.get(digest)?.alike;
    return alike && !this.#applicationOf(alike) ? alike.application.id : undefined;
  }

  #applicationOf(alike: Alike): ApplicationEntry | undefined {
    const { application } = alike;
    if (!application.dead && !application.organization.dead) return application;
    const current = this.application(application.id);
    if (current) alike.application = current;
    return current;
  }

  token(digest: string): T | undefined {
    return this.#tokens.get(digest);
  }

  /**
   * Of a key that is known not to exist: ids are never given twice, so it never will. Of a token
   * that the organization is known not to have signed with the key it names: nor will it have.
   */
  refusalOf(digest: string): "missing" | "malformed" | undefined {
    const refusal = this.#missing.get(digest);
    if (typeof refusal !== "object") return refusal;
    return this.signers(refusal.organizationId)?.keys.has(refusal.signer) ? "missing" : undefined;
  }

  /** A service token that is known to be refused: unknown, or revoked or expired for good. */
  isRefused(digest: string): boolean {
    return this.#refused.has(digest);
  }

  application(id: ApplicationId): ApplicationEntry | undefined {
    const entry = this.#applications.get(id);
    return entry?.dead || entry?.organization.dead ? undefined : entry;
  }

  organization(id: OrganizationId): OrganizationEntry | undefined {
    const entry = this.#organizations.get(id);
    return entry?.dead ? undefined : entry;
  }

  staff(id: OrganizationId): StaffEntry | undefined {
    return this.#staff.get(id);
  }

  signers(id: OrganizationId): SignersEntry | undefined {
    return this.#signers.get(id);
  }

  /** The compiled endpoints of an API. */
  matcher(id: ApiId): Matcher | undefined {
    return this.#matchers.get(id);
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
    const { key } = entry.record;
    this.rememberApplication(application);
    this.#keys.set(digest, {
      id: flat(key.id),
      name: this.#shared.text(key.name),
      expiresAt: key.expiresAt?.getTime() ?? null,
      revision: key.revision,
      alike: this.#alike({
        environment: this.#shared.text(key.environment),
        status: this.#shared.text(key.status),
        terms: this.#shared.value(key.terms),
        permissions: this.#shared.value(key.permissions),
        ownerId: this.#shared.text(key.ownerId),
        limits: this.#shared.value(key.limits),
        application,
      }),
    });
  }

  /** One for all keys in a row that have everything in it from the same. */
  #alike(alike: Alike): Alike {
    const latest = this.#latest.get(alike.application);
    const names = Object.keys(alike) as (keyof Alike)[];
    if (latest && names.every((name) => latest[name] === alike[name])) return latest;
    this.#latest.set(alike.application, alike);
    return alike;
  }

  rememberApplication(entry: ApplicationEntry): void {
    adopt(this.#organizations, entry.organization);
    if (this.#applications.get(entry.id) === entry) return;
    entry.granted = this.#shared.map(entry.granted);
    adopt(this.#applications, entry);
  }

  rememberOrganization(entry: OrganizationEntry): void {
    adopt(this.#organizations, entry);
  }

  rememberStaff(entry: StaffEntry): void {
    this.#staff.set(entry.id, entry);
  }

  rememberSigners(id: OrganizationId, entry: SignersEntry): void {
    this.#signers.set(id, entry);
  }

  rememberMatcher(id: ApiId, matcher: Matcher): void {
    this.#matchers.set(id, matcher);
  }

  rememberToken(digest: string, owner: TokenOwner, value: T): void {
    this.#tokens.set(digest, owner, value);
  }

  rememberRefused(digest: string): void {
    this.#refused.set(digest, true);
  }

  rememberMissing(digest: string, signed?: Signed): void {
    this.#missing.set(digest, signed ?? "missing");
  }

  rememberForged(digest: string): void {
    this.#missing.set(digest, "malformed");
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
    if (kind === "key") {
      this.#keys.delete(id);
    } else if (kind === "token") {
      this.#tokens.delete(id as TokenId);
    } else if (kind === "application" || kind === "grants") {
      kill(this.#applications.get(id as ApplicationId));
      this.#applications.delete(id as ApplicationId);
    } else if (kind === "member") {
      this.#staff.delete(org);
    } else if (kind === "signing-key") {
      this.#signers.delete(org);
    } else {
      this.#matchers.delete(id as ApiId);
      kill(this.#organizations.get(org));
      this.#organizations.delete(org);
      if (kind !== "organization") return;
      this.#staff.delete(org);
      this.#signers.delete(org);
      this.#tokens.deleteOf(org);
    }
  }

  /** `history`: also which revisions the log has told of, since it is another log now. */
  clear({ history = false } = {}): void {
    if (history) this.#told.clear();
    for (const read of this.#reads) read.dirty = true;
    for (const entry of this.#organizations.values()) kill(entry);
    this.#missing.clear();
    this.#refused.clear();
    this.#keys.clear();
    this.#tokens.clear();
    this.#shared.clear();
    this.#applications.clear();
    this.#organizations.clear();
    this.#staff.clear();
    this.#signers.clear();
    this.#matchers.clear();
  }
}
