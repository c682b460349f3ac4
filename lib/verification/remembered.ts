import { setTimeout as pause } from "node:timers/promises";
import type { Origin, TokenActor } from "@/lib/access/actor";
import { AppError } from "@/lib/errors";
import type { ApiId, OrganizationId } from "@/lib/ids";
import { type Credential, JwtText } from "@/lib/keys/credential";
import { isToken } from "@/lib/keys/format";
import { unavailable, withinDeadline } from "./deadline";
import { digestOf, keyDigest } from "./digest";
import type { KeyEntry, OrganizationEntry, Read } from "./entries";
import type { Lease } from "./lease";
import { type Load, loadsOf } from "./load";
import type { Matcher } from "./matcher";
import type { GateMemory } from "./memory";
import { reachOf } from "./reach";
import { isLost, Reads } from "./reads";
import { RecentDigests } from "./recent-digests";
import { act, noteUse, type RememberedToken } from "./remembered-token";
import { type Found, seekerOf } from "./seek";
import {
  type Answered,
  type Asked,
  apiAsked,
  asksPath,
  databaseSource,
  malformed,
  placeOf,
  type Source,
} from "./source";
import { type StaffEntry, standingIn } from "./staff";
import type { Granted } from "./usable";
import { isFor } from "./verdict";

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
  const loads = loadsOf(memory);
  const seek = seekerOf(memory, loads);
  const recentDigests = new RecentDigests();

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

  function remembered(actor: TokenActor, key: Credential, asked: Asked): Answered | null {
    const { organizationId } = actor;
    const place = memory.organization(organizationId);
    const staff = memory.staff(organizationId);
    if (!place || !staff) return null;
    const digest = keyDigest(organizationId, key.key);
    const found = memory.key(digest, key.sharedKey) ?? memory.refusalOf(digest);
    if (found === undefined) return null;
    if (found === "malformed") return malformed(actor.apiId);
    const api = apiIn(actor, place, asked);
    const matcher =
      found !== "missing" && asksPath(asked) && api !== null ? memory.matcher(api) : null;
    if (matcher === undefined) return null;
    return answered({ place, staff, api, found, matcher }, asked);
  }

  function findCold(actor: TokenActor, key: Credential, asked: Asked): Promise<Answered> {
    const { organizationId } = actor;
    const digest = keyDigest(organizationId, key.key);
    const joined = async () => {
      const join = <T>(name: string, load: Load<T>) => shared(name, load, organizationId);
      const [place, staff] = await Promise.all([
        memory.organization(organizationId) ??
          join(organizationId, loads.organization(organizationId)),
        memory.staff(organizationId) ??
          join(`staff ${organizationId}`, loads.staff(organizationId)),
      ]);
      const found = await seek(organizationId, digest, key, join);
      if (found === "malformed") return malformed(actor.apiId);
      const api = apiIn(actor, place, asked);
      const matcher =
        typeof found === "string" || !asksPath(asked) || api === null
          ? null
          : (memory.matcher(api) ?? (await join(api, loads.matcher(organizationId, api))));
      return answered({ place, staff, api, found, matcher }, asked);
    };
    return read(
      () => cold(joined, async () => databaseSource.find(actor, key, asked), organizationId),
      (ageMs) => {
        const known = remembered(actor, key, asked);
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
        if (!read.dirty) memory.rememberToken(digest, actor, { actor, usedAt: Date.now() });
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
      const recent = recentDigests.get(credential);
      const digest = recent ?? digestOf(credential);
      const known = mayTell ? memory.token(digest) : undefined;
      if (known) {
        if (recent === undefined) recentDigests.add(credential, digest);
        noteUse(known, origin);
        return act(known.actor, origin);
      }
      const refused = mayTell && memory.isRefused(digest);
      if (refused || !isToken(credential)) return databaseSource.token(null, origin);
      return tokenCold(credential, origin);
    },

    find(actor, key, asked = {}) {
      const fresh = lease.holds();
      const ageMs = !fresh && reads.isLost ? lease.age(staleMs) : null;
      const known = fresh || ageMs !== null ? remembered(actor, key, asked) : null;
      if (!known) {
        if (key instanceof JwtText && key.parsed === null) return malformed(actor.apiId);
        memory.looks.missed++;
        return findCold(actor, key, asked);
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
      const staff = memory.staff(organizationId);
      const entry = lease.holds() ? memory.key(digest, key.sharedKey) : undefined;
      if (entry && place && staff) {
        const { record, application } = entry;
        return reachOf(record, standingIn(staff, record), place.apis, application.granted);
      }
      const alone = async () => databaseSource.reach(actor, key);
      return read(
        () => reads.run(alone, organizationId),
        () => null,
      );
    },
  };
}

const grantedOn = (api: ApiId, { application, record }: KeyEntry): readonly Granted[] =>
  (isFor(record.key, api) && application.granted.get(api)) || none;

type Known = {
  place: OrganizationEntry;
  staff: StaffEntry;
  api: ApiId | null;
  found: Exclude<Found, "malformed">;
  matcher: Matcher | null;
};

const apiIn = (actor: TokenActor, { apis }: OrganizationEntry, { api }: Asked): ApiId | null =>
  apiAsked(actor, api === undefined ? undefined : apis.get(api)?.id, api);

function answered({ place, staff, api, found, matcher }: Known, { explain }: Asked): Answered {
  const shown = explain ? placeOf(place, api) : undefined;
  if (typeof found === "string") {
    return { finding: found, apiId: api, granted: null, standing: null, matcher, place: shown };
  }
  const { record } = found;
  return {
    finding: record,
    apiId: api,
    granted: api === null ? null : grantedOn(api, found),
    standing: standingIn(staff, record),
    matcher,
    place: shown,
  };
}
