import type { Transaction } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import { type ApplicationId, fromUuid, type KeyId, toUuid } from "@/lib/ids";
import { countsOf } from "@/lib/usage/counted";
import { hourMs } from "@/lib/usage/period";
import { compose, foldsOf } from "@/lib/usage/segments";

/**
 * The cost of each key's valid verifications in so many hours (UTC) before `to`, a whole one, as far
 * as counted: the oldest first.
 */
export async function keyHours(
  tx: Transaction,
  actor: Actor,
  application: ApplicationId,
  keys: readonly KeyId[],
  { hours, to }: { hours: number; to: number },
): Promise<Map<KeyId, number[]>> {
  const found = new Map(keys.map((key) => [key, new Array<number>(hours).fill(0)]));
  if (keys.length === 0) return found;
  const edges = Array.from({ length: hours + 1 }, (_, index) => to - (hours - index) * hourMs);
  const rows = await countsOf(tx, actor, {
    segments: compose(edges, await foldsOf(tx, to - hours * hourMs, to)),
    scope: { application, outcome: "VALID" },
    among: { noun: "key", ids: keys.map((key) => toUuid("key", key)) },
    by: ["key"],
    edges,
  });
  for (const { key, bar, cost } of rows) {
    const costs = key && found.get(fromUuid("key", key));
    if (costs) costs[bar] = cost;
  }
  return found;
}
