import { sql } from "drizzle-orm";
import { keys, serviceTokens } from "@/db/schema";
import { transact } from "@/db/transact";
import { type KeyId, type OrganizationId, type TokenId, toUuid } from "@/lib/ids";
import { log } from "@/lib/log";

type Use = { organizationId: OrganizationId; at: Date; network: string | null } & (
  | { kind: "key"; id: KeyId }
  | { kind: "token"; id: TokenId }
);

type Pending = { uses: Map<string, Use>; timer: NodeJS.Timeout | undefined };

/** On `globalThis`: Next bundles this file more than once into one process. */
const holder = globalThis as typeof globalThis & { portcullisLastUsed?: Pending };

function pending(): Pending {
  holder.portcullisLastUsed ??= { uses: new Map(), timer: undefined };
  return holder.portcullisLastUsed;
}

/** Notes that a key or token was used. Returns at once; written within a second, once per thing. */
export function rememberUse(use: Use): void {
  const state = pending();
  state.uses.set(use.id, use);
  state.timer ??= setTimeout(() => void flushLastUsed(), 1000).unref();
}

/** Writes what is remembered. Never throws: what can't be written is told to the log and dropped. */
export async function flushLastUsed(): Promise<void> {
  const state = pending();
  clearTimeout(state.timer);
  const uses = [...state.uses.values()];
  state.uses = new Map();
  state.timer = undefined;
  const organizations = new Set(uses.map((use) => use.organizationId));
  for (const organizationId of organizations) {
    const own = uses.filter((use) => use.organizationId === organizationId);
    await write(organizationId, own).catch((error) =>
      log.warn({ err: error }, "the last use of some keys was not written"),
    );
  }
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
