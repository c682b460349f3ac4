import { sql } from "drizzle-orm";
import { keys, serviceTokens } from "@/db/schema";
import { transact } from "@/db/transact";
import { type KeyId, type OrganizationId, type TokenId, toUuid } from "@/lib/ids";
import { log } from "@/lib/log";

export type Use = { organizationId: OrganizationId; at: Date; network: string | null } & (
  | { kind: "key"; id: KeyId }
  | { kind: "token"; id: TokenId }
);

type State = {
  pending: Map<string, Use>;
  /** When each was last written, on the monotonic clock: for those written lately. */
  written: Map<string, number>;
  timer: NodeJS.Timeout | undefined;
};

/** The first use is written at once; those that follow within this time with the last of them. */
const restMs = 15_000;
const mostPending = 20_000;
const mostAtOnce = 500;

/** On `globalThis`: Next bundles this file more than once into one process. */
const holder = globalThis as typeof globalThis & { portcullisLastUsed?: State };

function current(): State {
  holder.portcullisLastUsed ??= { pending: new Map(), written: new Map(), timer: undefined };
  return holder.portcullisLastUsed;
}

/** Whether the use of something else can still be noted. */
export const hasRoomForUse = (): boolean => current().pending.size < mostPending;

/**
 * Notes that a key or token was used. Returns at once; written within a second where it was not
 * used in the last quarter of a minute. Where very many are used at once, some are left out.
 */
export function rememberUse(use: Use): void {
  const state = current();
  const known = state.pending.get(use.id);
  if (known ? known.at > use.at : state.pending.size >= mostPending) return;
  state.pending.set(use.id, use);
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
    if (!all && now - (state.written.get(id) ?? -restMs) < restMs) continue;
    state.pending.delete(id);
    state.written.delete(id);
    state.written.set(id, now);
    due.push(use);
  }
  for (const [id, at] of state.written) {
    if (now - at < restMs) break;
    state.written.delete(id);
  }
  if (state.pending.size > 0) {
    state.timer = setTimeout(() => void flushLastUsed(), 1000).unref();
  }
  for (const [organizationId, uses] of byOrganization(due)) {
    await write(organizationId, uses).catch((error) => {
      log.warn({ err: error }, "the last use of some keys was not written; it is tried again");
      for (const use of uses) {
        state.written.delete(use.id);
        rememberUse(use);
      }
    });
  }
}

/** Sorted, so that two gates lock the keys that they share in the same order. */
function byOrganization(uses: Use[]): Map<OrganizationId, Use[]> {
  const groups = new Map<OrganizationId, Use[]>();
  for (const use of uses.sort((a, b) => (a.id < b.id ? -1 : 1))) {
    const group = groups.get(use.organizationId);
    if (group) group.push(use);
    else groups.set(use.organizationId, [use]);
  }
  return groups;
}

function write(organizationId: OrganizationId, uses: Use[]): Promise<void> {
  const org = toUuid("org", organizationId);
  const rows = (kind: Use["kind"]) =>
    uses
      .filter((use) => use.kind === kind)
      .map(({ at, network, ...use }) => ({
        id: use.kind === "key" ? toUuid("key", use.id) : toUuid("tok", use.id),
        at,
        network,
      }));
  return transact({ organizationId }, async (tx) => {
    const [usedKeys, usedTokens] = [rows("key"), rows("token")];
    if (usedKeys.length > 0) {
      await tx.execute(sql`
        update ${keys} as k set last_used_at = u.at, last_used_network = u.network
        from json_to_recordset(${JSON.stringify(usedKeys)}::json)
          as u(id uuid, at timestamptz, network text)
        where k.org_id = ${org}::uuid and k.id = u.id
          and (k.last_used_at is null or k.last_used_at < u.at)`);
    }
    if (usedTokens.length > 0) {
      await tx.execute(sql`
        update ${serviceTokens} as t set last_used_at = u.at
        from json_to_recordset(${JSON.stringify(usedTokens)}::json) as u(id uuid, at timestamptz)
        where t.org_id = ${org}::uuid and t.id = u.id
          and (t.last_used_at is null or t.last_used_at < u.at)`);
    }
  });
}
