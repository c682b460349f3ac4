import { transactSystem } from "@/db/transact";
import type { KeyId, OrganizationId } from "@/lib/ids";
import { type Since, usedSince } from "@/lib/usage/used";
import { withinDeadline } from "@/lib/verification/deadline";
import type { Gauge } from "./gauge";

/** What each key has used of its quota since then, as far as counted. */
export const readUsed = (wishes: Since[]): Promise<number[]> =>
  transactSystem((tx) => usedSince(tx, wishes));

const flights = new Map<KeyId, Promise<number>>();

/** What one key has used of the quota among its limits; read once for all who ask at once. Throws 503. */
export function usedOfQuota(
  organizationId: OrganizationId,
  keyId: KeyId,
  gauges: Gauge[],
): Promise<number> {
  const known = flights.get(keyId);
  if (known) return withinDeadline(known);
  const from = new Date(gauges.find(({ rate }) => rate === 0)?.starts ?? Date.now());
  const flight = readUsed([{ organizationId, keyId, from }])
    .then(([used]) => used ?? 0)
    .finally(() => flights.delete(keyId));
  flights.set(keyId, flight);
  return withinDeadline(flight);
}
