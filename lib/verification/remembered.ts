import { setTimeout as pause } from "node:timers/promises";
import { findKey } from "@/db/lookup";
import { type Transaction, transact } from "@/db/transact";
import type { Origin, TokenActor } from "@/lib/access/actor";
import { AppError } from "@/lib/errors";
import { type ApplicationId, newId, type OrganizationId } from "@/lib/ids";
import { isToken, type ParsedKey } from "@/lib/keys/format";
import { credentialHash } from "@/lib/secrets/installation";
import { unavailable, withinDeadline } from "./deadline";
import type { Lease } from "./lease";
import {
  type ApplicationEntry,
  digestOf,
  type GateMemory,
  type KeyEntry,
  keyDigest,
  type OrganizationEntry,
  type Read,
} from "./memory";
import { isLost, Reads } from "./reads";
import { byApi, readApis, readApplication, readGrants, readKey } from "./record";
import { act, noteUse, type RememberedToken } from "./remembered-token";
import { type Answered, apiAsked, databaseSource, reachOf, type Source } from "./source";
import type { Finding, Granted, KeyRecord } from "./verdict";

/** A read that changes keep making dirty is given up after so many tries. */
const tries = 20;
const none: Granted[] = [];

type Options = {
  /** How long after the lease memory may still answer while the database is lost. */
  staleMs?: number;
};

/**
 * A gate's memory in front of the database. While the lease holds, what is remembered answers, and
 * what is not is read once for all who ask for it. Without the lease every question is read anew,
 * under its deadline, and shared with nobody; where the database is lost then, memory answers for
 * as long as it may, saying how old it is.
 */
export function rememberedSource(
  memory: GateMemory<RememberedToken>,
  lease: Lease,
  { staleMs = 0 }: Options = {},
): Source {
  const reads = new Reads();
  const flights = new Map<string, Promise<unknown>>();

  /** One read for all who ask for the same while the lease holds; done again while it gets dirty. */
  function shared<T>(
    name: string,
    load: (read: Read) => Promise<T>,
    group?: OrganizationId,
  ): Promise<T> {
    const flight = flights.get(name) as Promise<T> | undefined;
    if (flight) return flight;
    const started = clean(load, group).finally(() => flights.delete(name));
    flights.set(name, started);
    return started;
  }

  async function clean<T>(
    load: (read: Read) => Promise<T>,
    group: OrganizationId | undefined,
  ): Promise<T> {
    for (let attempt = 1; attempt <= tries; attempt++) {
      const { result, dirty } = await reads.run(async () => {
        const read = memory.begin();
        try {
          return { result: await load(read), dirty: read.dirty };
        } finally {
          memory.end(read);
        }
      }, group);
      if (!dirty) return result;
      if (attempt > 3) await pause(attempt);
    }
    throw unavailable();
  }

  /** The shared read if the lease held until its end, else a read of this question alone. */
  async function cold<T>(
    joined: () => Promise<T>,
    alone: () => Promise<T>,
    group?: OrganizationId,
  ): Promise<T> {
    if (lease.holds()) {
      const result = await joined();
      if (lease.holds()) return result;
    }
    return reads.run(alone, group);
  }

  /** Reads under the deadline; where the database is lost, what memory still may say instead. */
  async function read<T>(work: () => Promise<T>, stale: (ageMs: number) => T | null): Promise<T> {
    try {
      return await withinDeadline(work());
    } catch (error) {
      const ageMs = isLost(error) ? lease.age(staleMs) : null;
      const rescue = ageMs === null ? null : stale(ageMs);
      if (rescue === null) throw error;
      return rescue;
    }
  }

  function loadKey(organizationId: OrganizationId, digest: string, key: ParsedKey) {
    return async (read: Read): Promise<KeyEntry | "missing" | "unreadable"> => {
      read.organizationId = organizationId;
      const hash = await credentialHash(key.key);
      const found = await findKey(key.sharedKey);
      // Also for an unknown or a foreign key, so that it takes as long as a deleted one.
      const keyId = found?.organizationId === organizationId ? found.keyId : newId("key");
      return transact({ organizationId }, async (tx) => {
        const finding = await readKey(tx, organizationId, keyId, hash);
        if (finding === "missing" && !read.dirty) memory.rememberMissing(digest);
        if (typeof finding === "string") return finding;
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

  /** For all keys of an application at once, when something of it changed. */
  function loadApplication(organizationId: OrganizationId, id: ApplicationId) {
    return async (read: Read): Promise<void> => {
      read.organizationId = organizationId;
      await transact({ organizationId }, async (tx) => {
        const record = await readApplication(tx, organizationId, id);
        if (!record) return;
        if (memory.isBehind(id, record.revision)) read.dirty = true;
        const entry = await applicationOf(tx, organizationId, record);
        if (!read.dirty) memory.rememberApplication(entry);
      });
    };
  }

  async function applicationOf(
    tx: Transaction,
    organizationId: OrganizationId,
    record: KeyRecord["application"],
  ): Promise<ApplicationEntry> {
    const known = memory.application(record.id);
    if (known) return known;
    const granted = byApi(await readGrants(tx, organizationId, record.id));
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

  function remembered(actor: TokenActor, key: ParsedKey, slug?: string): Answered | null {
    const place = memory.organization(actor.organizationId);
    if (!place) return null;
    const digest = keyDigest(actor.organizationId, key.key);
    const entry = memory.key(digest, key.sharedKey);
    if (entry) return answered(actor, place, entry, slug);
    return memory.isMissing(digest) ? answered(actor, place, "missing", slug) : null;
  }

  function findCold(actor: TokenActor, key: ParsedKey, slug?: string): Promise<Answered> {
    const { organizationId } = actor;
    const digest = keyDigest(organizationId, key.key);
    const joined = async () => {
      const place =
        memory.organization(organizationId) ??
        (await shared(organizationId, loadOrganization(organizationId), organizationId));
      const awaited = memory.awaited(digest);
      if (awaited) await shared(awaited, loadApplication(organizationId, awaited), organizationId);
      const found = memory.isMissing(digest)
        ? "missing"
        : (memory.key(digest, key.sharedKey) ??
          (await shared(digest, loadKey(organizationId, digest, key), organizationId)));
      return answered(actor, place, found, slug);
    };
    return read(
      () => cold(joined, async () => databaseSource.find(actor, key, slug), organizationId),
      (ageMs) => {
        const known = remembered(actor, key, slug);
        return known && { ...known, ageMs };
      },
    );
  }

  async function tokenCold(credential: string, origin: Origin): Promise<TokenActor> {
    const alone = async () => databaseSource.token(credential, origin);
    const digest = digestOf(credential);
    const load = async (read: Read) => {
      try {
        const actor = await alone();
        read.organizationId = actor.organizationId;
        if (!read.dirty) memory.rememberToken(digest, actor.id, { actor, usedAt: Date.now() });
        return actor;
      } catch (error) {
        const refused = error instanceof AppError && error.status === 401;
        if (refused && !read.dirty) memory.rememberRefused(digest);
        throw error;
      }
    };
    const actor = await read(
      () => cold(() => shared(digest, load), alone),
      () => memory.token(digest)?.actor ?? null,
    );
    return act(actor, origin);
  }

  return {
    token(credential, origin) {
      if (credential === null) return databaseSource.token(null, origin);
      const mayTell = lease.holds() || (reads.isLost && lease.age(staleMs) !== null);
      const digest = digestOf(credential);
      const known = mayTell ? memory.token(digest) : undefined;
      if (known) {
        noteUse(known, origin);
        return act(known.actor, origin);
      }
      const refused = mayTell && memory.isRefused(digest);
      if (refused || !isToken(credential)) return databaseSource.token(null, origin);
      return tokenCold(credential, origin);
    },

    find(actor, key, slug) {
      const fresh = lease.holds();
      const ageMs = !fresh && reads.isLost ? lease.age(staleMs) : null;
      const known = fresh || ageMs !== null ? remembered(actor, key, slug) : null;
      if (!known) {
        memory.looks.missed++;
        return findCold(actor, key, slug);
      }
      memory.looks.found++;
      return ageMs === null ? known : { ...known, ageMs };
    },

    ask: (work) =>
      read(
        () => reads.run(work),
        () => null,
      ),

    reach(actor, key) {
      const { organizationId } = actor;
      const place = memory.organization(organizationId);
      const digest = keyDigest(organizationId, key.key);
      const entry = lease.holds() ? memory.key(digest, key.sharedKey) : undefined;
      if (entry && place) return reachOf(entry.record, place.apis, entry.application.granted);
      const alone = async () => databaseSource.reach(actor, key);
      return read(
        () => reads.run(alone, organizationId),
        () => null,
      );
    },
  };
}

function answered(
  actor: TokenActor,
  place: OrganizationEntry,
  found: KeyEntry | Exclude<Finding, KeyRecord>,
  slug: string | undefined,
): Answered {
  const apiId = apiAsked(actor, slug === undefined ? undefined : place.apis.get(slug), slug);
  if (typeof found === "string") return { finding: found, apiId, granted: null };
  const { application, record } = found;
  return {
    finding: record,
    apiId,
    granted: apiId === null ? null : (application.granted.get(apiId) ?? none),
  };
}
