import { setTimeout as pause } from "node:timers/promises";
import { replaceDatabase } from "@/db/client";
import { findKey } from "@/db/lookup";
import { type Transaction, transact } from "@/db/transact";
import type { Origin, TokenActor } from "@/lib/access/actor";
import { unauthenticated } from "@/lib/access/authorize";
import type { ApiId, OrganizationId } from "@/lib/ids";
import { isToken, type ParsedKey } from "@/lib/keys/format";
import { credentialHash } from "@/lib/secrets/installation";
import { Turnstile, unavailable, withinDeadline } from "./deadline";
import type { Lease } from "./lease";
import {
  type ApplicationEntry,
  digestOf,
  type GateMemory,
  type KeyEntry,
  type OrganizationEntry,
  type Read,
} from "./memory";
import { readApis, readGrants, readKey } from "./record";
import { type Answered, apiAsked, databaseSource, type Source } from "./source";
import type { Finding, Granted, KeyRecord } from "./verdict";

/** A service token in memory: the actor of whichever request read it, to be given its own origin. */
export type RememberedToken = TokenActor;

const atOnce = 8;
const queue = 5_000;
/** A read that changes keep making dirty is given up after so many tries. */
const tries = 20;
const none: Granted[] = [];

/**
 * A gate's memory in front of the database. While the lease holds, what is remembered answers, and
 * what is not is read once for all who ask for it. Without the lease every question is read anew,
 * under its deadline, and shared with nobody.
 */
export function rememberedSource(memory: GateMemory<RememberedToken>, lease: Lease): Source {
  const turnstile = new Turnstile(atOnce, queue);
  const flights = new Map<string, Promise<unknown>>();

  /** One read for all who ask for the same while the lease holds; done again while it gets dirty. */
  function shared<T>(name: string, load: (read: Read) => Promise<T>): Promise<T> {
    const flight = flights.get(name) as Promise<T> | undefined;
    if (flight) return flight;
    const started = clean(load).finally(() => flights.delete(name));
    flights.set(name, started);
    return started;
  }

  async function clean<T>(load: (read: Read) => Promise<T>): Promise<T> {
    for (let attempt = 1; attempt <= tries; attempt++) {
      const read = memory.begin();
      try {
        const result = await turnstile.pass(() => load(read));
        if (!read.dirty) return result;
      } finally {
        memory.end(read);
      }
      if (attempt > 3) await pause(attempt);
    }
    throw unavailable();
  }

  function fresh<T>(work: () => Promise<T>): Promise<T> {
    return withinDeadline(work(), replaceDatabase);
  }

  /** The shared read if the lease held until its end, else a read of this question alone. */
  async function cold<T>(joined: Promise<T>, alone: () => Promise<T>): Promise<T> {
    const result = await fresh(() => joined);
    return lease.holds() ? result : fresh(alone);
  }

  function loadKey(digest: string, key: ParsedKey) {
    return async (read: Read): Promise<KeyEntry | "missing" | "unreadable"> => {
      const hash = await credentialHash(key.key);
      const found = await findKey(key.sharedKey);
      if (!found) return rememberMissing(digest, read);
      const { organizationId, keyId } = found;
      read.organizationId = organizationId;
      return transact({ organizationId }, async (tx) => {
        const finding = await readKey(tx, organizationId, keyId, hash);
        if (finding === "missing") return rememberMissing(digest, read);
        if (finding === "unreadable") return finding;
        const { key: row, application: owner } = finding;
        const behind = [row, owner].some(({ id, revision }) => memory.isBehind(id, revision));
        if (behind) read.dirty = true;
        const application = await applicationOf(tx, organizationId, owner);
        const entry = { record: { key: row, application: application.record }, application };
        if (!read.dirty) memory.rememberKey(digest, entry);
        return entry;
      });
    };
  }

  function rememberMissing(digest: string, read: Read): "missing" {
    if (!read.dirty) memory.rememberMissing(digest);
    return "missing";
  }

  async function applicationOf(
    tx: Transaction,
    organizationId: OrganizationId,
    record: KeyRecord["application"],
  ): Promise<ApplicationEntry> {
    const known = memory.application(record.id);
    if (known) return known;
    const granted = new Map<ApiId, Granted[]>();
    for (const { apiId, ...grant } of await readGrants(tx, organizationId, record.id)) {
      const list = granted.get(apiId);
      if (list) list.push(grant);
      else granted.set(apiId, [grant]);
    }
    const organization = await organizationOf(tx, organizationId);
    return { id: record.id, organization, record, granted, dead: false };
  }

  async function organizationOf(tx: Transaction, id: OrganizationId): Promise<OrganizationEntry> {
    return memory.organization(id) ?? { id, apis: await readApis(tx, id), dead: false };
  }

  function loadOrganization(id: OrganizationId) {
    return async (read: Read): Promise<OrganizationEntry> => {
      read.organizationId = id;
      const entry = await transact({ organizationId: id }, (tx) => organizationOf(tx, id));
      if (!read.dirty) memory.rememberOrganization(entry);
      return entry;
    };
  }

  async function findCold(actor: TokenActor, key: ParsedKey, slug?: string): Promise<Answered> {
    const alone = async () => databaseSource.find(actor, key, slug);
    if (!lease.holds()) return fresh(alone);
    const digest = digestOf(key.key);
    const joined = async () => {
      const { organizationId } = actor;
      const place =
        memory.organization(organizationId) ??
        (await shared(organizationId, loadOrganization(organizationId)));
      const found = memory.isMissing(digest)
        ? "missing"
        : (memory.key(digest) ?? (await shared(digest, loadKey(digest, key))));
      return answered(actor, place, found, slug);
    };
    return cold(joined(), alone);
  }

  async function tokenCold(credential: string, origin: Origin): Promise<TokenActor> {
    const alone = async () => databaseSource.token(credential, origin);
    if (!lease.holds()) return fresh(alone);
    const digest = digestOf(credential);
    const load = async (read: Read) => {
      const actor = await databaseSource.token(credential, origin);
      read.organizationId = actor.organizationId;
      if (!read.dirty) memory.rememberToken(digest, actor.id, actor);
      return actor;
    };
    const actor = await cold(shared(digest, load), alone);
    return { ...actor, origin };
  }

  return {
    token(credential, origin) {
      if (credential === null || !isToken(credential)) return databaseSource.token(null, origin);
      const known = lease.holds() ? memory.token(digestOf(credential)) : undefined;
      if (!known) return tokenCold(credential, origin);
      if (known.expiresAt && known.expiresAt.getTime() <= Date.now())
        throw unauthenticated("The service token has expired.");
      return { ...known, origin };
    },

    find(actor, key, slug) {
      if (!lease.holds()) return findCold(actor, key, slug);
      const place = memory.organization(actor.organizationId);
      if (!place) return findCold(actor, key, slug);
      const digest = digestOf(key.key);
      const entry = memory.key(digest);
      if (entry) return answered(actor, place, entry, slug);
      if (memory.isMissing(digest)) return answered(actor, place, "missing", slug);
      return findCold(actor, key, slug);
    },
  };
}

/** A key of another organization is missing, as one that does not exist. */
function answered(
  actor: TokenActor,
  place: OrganizationEntry,
  found: KeyEntry | Exclude<Finding, KeyRecord>,
  slug: string | undefined,
): Answered {
  const apiId = apiAsked(actor, slug === undefined ? undefined : place.apis.get(slug), slug);
  if (typeof found === "string") return { finding: found, apiId, granted: null };
  const { application, record } = found;
  if (application.organization.id !== actor.organizationId) {
    return { finding: "missing", apiId, granted: null };
  }
  return {
    finding: record,
    apiId,
    granted: apiId === null ? null : (application.granted.get(apiId) ?? none),
  };
}
