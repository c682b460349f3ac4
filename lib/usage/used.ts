import { sql } from "drizzle-orm";
import { keys } from "@/db/schema";
import type { Transaction } from "@/db/transact";
import { type KeyId, type OrganizationId, toUuid } from "@/lib/ids";
import { countsOfKeys } from "./of-keys";
import { minuteMs } from "./period";
import { compose, foldsOf } from "./segments";

export type Since = { organizationId: OrganizationId; keyId: KeyId; from: Date };

/** The clock of a gate that counts may be so much ahead of the one that reads. */
const aheadMs = 5 * minuteMs;

/** The cost of each key's valid verifications since `from`, a whole minute, as far as counted. */
export async function usedSince(tx: Transaction, wishes: Since[]): Promise<number[]> {
  const used = new Array<number>(wishes.length).fill(0);
  const starts = [...new Set(wishes.map(({ from }) => from.getTime()))].sort((a, b) => a - b);
  const [first, last] = [starts[0], starts.at(-1)];
  if (first === undefined || last === undefined) return used;
  const present = Math.floor(Math.max(Date.now(), last) / minuteMs) * minuteMs;
  const end = present + minuteMs + aheadMs;
  const segments = compose([...starts, end], await foldsOf(tx, first, end));
  const list = wishes.map(({ organizationId, keyId, from }, place) => ({
    place,
    org: toUuid("org", organizationId),
    key: toUuid("key", keyId),
    since: from.toISOString(),
  }));
  const rows = await tx.execute<{ place: number; cost: string }>(sql`
    with wishes as (
      select w.*, ${keys.applicationId} as application
      from jsonb_to_recordset(${JSON.stringify(list)}::jsonb)
        as w(place integer, org uuid, key uuid, since timestamptz)
      join ${keys} on ${keys.orgId} = w.org and ${keys.id} = w.key
    )
    select place, sum(cost) as cost from ${countsOfKeys(sql`wishes`, segments)} as u
    where outcome = 'VALID' and start >= since
    group by place`);
  for (const { place, cost } of rows) used[Number(place)] = Number(cost);
  return used;
}
