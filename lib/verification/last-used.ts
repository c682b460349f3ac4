import { sql } from "drizzle-orm";
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
  for (const [organizationId, noted] of byOrganization(due, sightings)) {
    await write(organizationId, noted, state.gate).catch((error) => {
      log.warn({ err: error }, "the last use of some keys was not written; it is tried again");
      returnSightings(noted.sightings);
      for (const use of noted.uses) {
        state.written.delete(use.id);
        rememberUse(use);
      }
    });
  }
}

/** Told field by field, which takes a third of the time of spreading it. */
function pendingOf(use: Use, network: string | null, toldAt: number): Use & Told {
  const { organizationId, at } = use;
  return use.kind === "key"
    ? { kind: use.kind, organizationId, id: use.id, at, network, toldAt }
    : { kind: use.kind, organizationId, id: use.id, at, network, toldAt };
}

type Noted = { uses: Use[]; sightings: Sighting[] };

/** Sorted, so that two gates lock the keys that they share in the same order. */
function byOrganization(uses: Use[], sightings: Sighting[]): Map<OrganizationId, Noted> {
  const groups = new Map<OrganizationId, Noted>();
  const groupOf = (id: OrganizationId) => {
    const group = groups.get(id) ?? { uses: [], sightings: [] };
    groups.set(id, group);
    return group;
  };
  for (const use of uses.sort((a, b) => (a.id < b.id ? -1 : 1))) {
    groupOf(use.organizationId).uses.push(use);
  }
  for (const sighting of sightings) groupOf(sighting.organizationId).sightings.push(sighting);
  return groups;
}

/** One statement: it locks keys, whose revocation nobody holds up who stands still after it. */
async function write(
  organizationId: OrganizationId,
  { uses, sightings }: Noted,
  gate: string,
): Promise<void> {
  const used = (kind: Use["kind"]) =>
    uses
      .filter((use) => use.kind === kind)
      .map((use) => ({
        id: use.kind === "key" ? toUuid("key", use.id) : toUuid("tok", use.id),
        at: use.at,
        network: use.network,
      }));
  const seen = sightings.map(({ id, network, at }) => ({ id: toUuid("key", id), network, at }));
  const list = (rows: object[]) => sql`${JSON.stringify(rows)}::json`;
  await callAlone(sql`
    select portcullis_note_uses(${toUuid("org", organizationId)}::uuid, ${gate}::text,
      ${list(used("key"))}, ${list(used("token"))}, ${list(seen)}, ${mostNetworks}::int)`);
}
