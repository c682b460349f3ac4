import { sql } from "drizzle-orm";
import { isUnavailable } from "@/db/errors";
import { callAlone } from "@/db/transact";
import { type KeyId, type OrganizationId, type TokenId, toUuid } from "@/lib/ids";
import { log } from "@/lib/log";
import {
  hasSightings,
  mostNetworks,
  noteNetwork,
  returnSightings,
  type Sighting,
  takeSightings,
} from "./seen-from";

export type Use = { organizationId: OrganizationId; at: Date; network: string | null } & (
  | { kind: "key"; id: KeyId }
  | { kind: "token"; id: TokenId }
);

/** From where something was used when that was last told, and when that was. */
type Told = { network: string | null; toldAt: number };

type State = {
  /** How this process is named as the one that saw a key. */
  gate: string;
  pending: Map<string, Use & Told>;
  /** When each was last written, on the monotonic clock: for those written lately. */
  written: Map<string, Told & { at: number }>;
  timer: NodeJS.Timeout | undefined;
};

/**
 * The first use is written at once; those that follow within this time with the last of them. With
 * a second until a use is counted and one until this is looked at: five seconds.
 */
const restMs = 3_000;
const mostPending = 20_000;
const mostAtOnce = 1_000;
/** Of so many in one statement, lest the keys of the first wait long for those of the last. */
const organizationsAtOnce = 100;

/** On `globalThis`: Next bundles this file more than once into one process. */
const holder = globalThis as typeof globalThis & { portcullisLastUsed?: State };

function current(): State {
  holder.portcullisLastUsed ??= {
    gate: "portal",
    pending: new Map(),
    written: new Map(),
    timer: undefined,
  };
  return holder.portcullisLastUsed;
}

/** What this process notes was seen by the gate of that address, not by the portal. */
export function noteUsesAs(gate: string): void {
  current().gate = gate;
}

/** Whether the use of something else can still be noted. */
export const hasRoomForUse = (): boolean => current().pending.size < mostPending;

/**
 * Notes that a key or token was used. Returns at once; written within a second where it was not
 * used in the last three. Where very many are used at once, some are left out. A network that was
 * told a moment ago stays where this use tells none.
 */
export function rememberUse(use: Use): void {
  const state = current();
  if (use.kind === "key" && use.network !== null) {
    noteNetwork(use.organizationId, use.id, use.network, use.at);
  }
  const known = state.pending.get(use.id);
  if (known ? known.at > use.at : state.pending.size >= mostPending) return;
  const earlier = known ?? state.written.get(use.id);
  const at = use.at.getTime();
  const keeps = use.network === null && earlier && at - earlier.toldAt < restMs;
  const network = keeps ? earlier.network : use.network;
  const toldAt = keeps ? earlier.toldAt : at;
  state.pending.set(use.id, pendingOf(use, network, toldAt));
  state.timer ??= setTimeout(() => void flushLastUsed(), 1000).unref();
}

/**
 * Writes what is due of what is remembered, or all of it. Never throws: what can't be written is
 * told to the log and tried again.
 */
export async function flushLastUsed(all = false): Promise<void> {
  const state = current();
  clearTimeout(state.timer);
  state.timer = undefined;
  const now = performance.now();
  const due: Use[] = [];
  for (const [id, use] of state.pending) {
    if (!all && due.length === mostAtOnce) break;
    if (!all && now - (state.written.get(id)?.at ?? -restMs) < restMs) continue;
    state.pending.delete(id);
    state.written.delete(id);
    state.written.set(id, { at: now, network: use.network, toldAt: use.toldAt });
    due.push(use);
  }
  for (const [id, { at }] of state.written) {
    if (now - at < restMs) break;
    state.written.delete(id);
  }
  const sightings = takeSightings(all ? Number.POSITIVE_INFINITY : mostAtOnce);
  if (state.pending.size > 0 || hasSightings()) {
    state.timer = setTimeout(() => void flushLastUsed(), 1000).unref();
  }
  const noted = byOrganization(due, sightings);
  for (let from = 0; from < noted.length; from += organizationsAtOnce) {
    await write(noted.slice(from, from + organizationsAtOnce));
  }
}

/** Told field by field, which takes a third of the time of spreading it. */
function pendingOf(use: Use, network: string | null, toldAt: number): Use & Told {
  const { organizationId, at } = use;
  return use.kind === "key"
    ? { kind: use.kind, organizationId, id: use.id, at, network, toldAt }
    : { kind: use.kind, organizationId, id: use.id, at, network, toldAt };
}

type Noted = { organizationId: OrganizationId; uses: Use[]; sightings: Sighting[] };

/** Sorted: what two gates share is locked by them in much the same order. */
function byOrganization(uses: Use[], sightings: Sighting[]): Noted[] {
  const groups = new Map<OrganizationId, Noted>();
  const groupOf = (organizationId: OrganizationId) => {
    const group = groups.get(organizationId) ?? { organizationId, uses: [], sightings: [] };
    groups.set(organizationId, group);
    return group;
  };
  for (const use of uses.sort((a, b) => (a.id < b.id ? -1 : 1))) {
    groupOf(use.organizationId).uses.push(use);
  }
  for (const sighting of sightings) groupOf(sighting.organizationId).sightings.push(sighting);
  return [...groups.values()];
}

/**
 * One statement: it locks keys, whose revocation nobody holds up who stands still after it. What one
 * organization's keys were used from keeps no other's from being written.
 */
async function write(noted: Noted[]): Promise<void> {
  const state = current();
  const rows = JSON.stringify(noted.map(rowOf));
  try {
    await callAlone(
      sql`select portcullis_note_uses(${state.gate}::text, ${rows}::json, ${mostNetworks}::int)`,
    );
  } catch (error) {
    if (noted.length > 1 && !isUnavailable(error)) {
      for (const one of noted) await write([one]);
      return;
    }
    log.warn({ err: error }, "the last use of some keys was not written; it is tried again");
    for (const { uses, sightings } of noted) {
      returnSightings(sightings);
      for (const use of uses) {
        state.written.delete(use.id);
        rememberUse(use);
      }
    }
  }
}

function rowOf({ organizationId, uses, sightings }: Noted) {
  const keys: object[] = [];
  const tokens: object[] = [];
  for (const { kind, id, at, network } of uses) {
    if (kind === "key") keys.push({ id: toUuid("key", id), at, network });
    else tokens.push({ id: toUuid("tok", id), at });
  }
  return {
    org: toUuid("org", organizationId),
    keys,
    tokens,
    sightings: sightings.map(({ id, network, at }) => ({ id: toUuid("key", id), network, at })),
  };
}
