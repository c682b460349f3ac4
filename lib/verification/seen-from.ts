import { sql } from "drizzle-orm";
import { keyNetworks, keys } from "@/db/schema";
import type { Transaction } from "@/db/transact";
import { type KeyId, type OrganizationId, toUuid } from "@/lib/ids";
import { normalNetwork } from "@/lib/keys/networks";
import { Bounded } from "./bounded";

/** A key was used from a network. */
export type Sighting = { organizationId: OrganizationId; id: KeyId; network: string; at: Date };

type State = {
  pending: Sighting[];
  /** When each was last noted, on the monotonic clock, by key and network. */
  noted: Bounded<string, number>;
};

const hour = 3_600_000;
const mostPending = 2_000;
/** Of one key: the oldest make room. */
const mostNetworks = 200;

/** On `globalThis`: Next bundles this file more than once into one process. */
const holder = globalThis as typeof globalThis & { portcullisSeenFrom?: State };

function current(): State {
  holder.portcullisSeenFrom ??= { pending: [], noted: new Bounded(50_000) };
  return holder.portcullisSeenFrom;
}

/**
 * The 256 addresses (IPv4) or the site (IPv6, /48) that an address, or such a network, belongs to;
 * null for none.
 */
export function networkOf(address: string): string | null {
  if (address.includes("/")) return normalNetwork(address);
  if (address.includes(":")) return normalNetwork(`${address}/48`);
  const last = address.lastIndexOf(".");
  return last < 0 ? null : `${address.slice(0, last)}.0/24`;
}

/** Notes from where a key was used: a network of its anew once an hour. Where very many come, some are left out. */
export function noteNetwork(organizationId: OrganizationId, id: KeyId, address: string, at: Date) {
  const { pending, noted } = current();
  const network = networkOf(address);
  if (network === null || pending.length >= mostPending) return;
  const name = `${id} ${network}`;
  const now = performance.now();
  if (now - (noted.get(name) ?? -hour) < hour) return;
  noted.delete(name);
  noted.set(name, now);
  pending.push({ organizationId, id, network, at });
}

/** What is to be written, at most so many; the rest stays. */
export const takeSightings = (most: number): Sighting[] => current().pending.splice(0, most);

export const hasSightings = (): boolean => current().pending.length > 0;

/** They were not written: they are tried again. */
export function returnSightings(sightings: Sighting[]): void {
  current().pending.unshift(...sightings);
}

/** Sorted, so that two gates lock the rows that they share in the same order. */
export async function writeSightings(
  tx: Transaction,
  organizationId: OrganizationId,
  sightings: Sighting[],
): Promise<void> {
  const org = toUuid("org", organizationId);
  const rows = JSON.stringify(
    sightings.map(({ id, network, at }) => ({ id: toUuid("key", id), network, at })),
  );
  const recordset = sql`json_to_recordset(${rows}::json) as s(id uuid, network text, at timestamptz)`;
  await tx.execute(sql`
    insert into ${keyNetworks} as n (org_id, key_id, network, first_seen_at, last_seen_at)
    select ${org}::uuid, s.id, s.network, min(s.at), max(s.at) from ${recordset}
    where exists (select from ${keys} as k where k.org_id = ${org}::uuid and k.id = s.id)
    group by s.id, s.network order by s.id, s.network
    on conflict (org_id, key_id, network)
      do update set last_seen_at = greatest(n.last_seen_at, excluded.last_seen_at)`);
  await tx.execute(sql`
    delete from ${keyNetworks} as n
    using (
      select key_id, network,
        row_number() over (partition by key_id order by last_seen_at desc, network) as place
      from ${keyNetworks}
      where org_id = ${org}::uuid and key_id in (select s.id from ${recordset})
    ) as old
    where n.org_id = ${org}::uuid and n.key_id = old.key_id and n.network = old.network
      and old.place > ${mostNetworks}`);
}
