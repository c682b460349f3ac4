import type { KeyId, OrganizationId } from "@/lib/ids";
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
export const mostNetworks = 200;

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
