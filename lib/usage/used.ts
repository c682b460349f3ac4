import { sql } from "drizzle-orm";
import { usageMinutes } from "@/db/schema";
import type { Transaction } from "@/db/transact";
import { type KeyId, type OrganizationId, toUuid } from "@/lib/ids";

export type Since = { organizationId: OrganizationId; keyId: KeyId; from: Date };

/** The cost of each key's valid verifications since `from`, a whole minute, as far as counted. */
export async function usedSince(tx: Transaction, wishes: Since[]): Promise<number[]> {
  const list = wishes.map(({ organizationId, keyId, from }, place) => ({
    place,
    org: toUuid("org", organizationId),
    key: toUuid("key", keyId),
    since: from.toISOString(),
  }));
  const rows = await tx.execute<{ place: number; cost: string }>(sql`
    select w.place, sum(${usageMinutes.cost}) as cost
    from jsonb_to_recordset(${JSON.stringify(list)}::jsonb)
      as w(place integer, org uuid, key uuid, since timestamptz)
    join ${usageMinutes} on ${usageMinutes.orgId} = w.org and ${usageMinutes.keyId} = w.key
      and ${usageMinutes.minute} >= w.since
    where ${usageMinutes.outcome} = 'VALID'
    group by w.place`);
  const used = new Array<number>(wishes.length).fill(0);
  for (const { place, cost } of rows) used[Number(place)] = Number(cost);
  return used;
}
