import "server-only";
import { sql } from "drizzle-orm";
import { callAlone, type Transaction, transactOutside } from "./transact";

/** The transaction's id, as gates acknowledge it. */
export async function changeXid(tx: Transaction): Promise<string> {
  const [row] = await tx.execute<{ xid: string }>(sql`select pg_current_xact_id()::text as xid`);
  if (!row) throw new Error("the transaction has no id");
  return row.xid;
}

export type Hearing = {
  /** Gates that have applied the change. */
  acknowledged: number;
  /** Gates that have not, and may still answer from memory. */
  unheard: number;
  /** Gates that have not, and whose lease is over. */
  lapsed: number;
  /** Seconds until the last of the unheard may no longer answer, stale answers included. */
  unheardFor: number;
  /** The first whole millisecond of the database's clock after this look, RFC 3339. */
  now: string;
};

const seen = (xid: string) => sql`pg_visible_in_snapshot(${xid}::xid8, acked)`;
const end = sql`lease_until + make_interval(secs => stale_seconds)`;
const rest = sql`extract(epoch from ${end} - clock_timestamp())::float8`;
const now = sql`to_char((clock_timestamp() + interval '1 ms') at time zone 'utc',
  'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

/** Which gates have heard of the change `xid`; the leases of the others are taken to hold. */
export async function hearing(xid: string): Promise<Hearing> {
  const [row] = await callAlone<{
    acknowledged: number;
    unheard: number;
    rest: number;
    now: string;
  }>(sql`
    select count(*) filter (where ${seen(xid)})::int as acknowledged,
      count(*) filter (where not ${seen(xid)})::int as unheard,
      coalesce(max(${rest}) filter (where not ${seen(xid)}), 0) as rest, ${now} as now
    from gates where lapsed_at is null`);
  if (!row) throw new Error("a count without a row");
  const { acknowledged, unheard, rest: seconds } = row;
  return { acknowledged, unheard, lapsed: 0, unheardFor: Math.max(0, seconds), now: row.now };
}

/**
 * As `hearing`, and which leases are over: judged under a row lock, since a plain read could be
 * overtaken by a renewal that is under way. Those gates have to register anew; nobody waits for them
 * again until then.
 */
export function lockedHearing(xid: string): Promise<Hearing> {
  return transactOutside(async (tx) => {
    const missing = await tx.execute<{ id: string; over: boolean; rest: number }>(sql`
      select id, ${end} <= clock_timestamp() as over, ${rest} as rest
      from gates where lapsed_at is null and not ${seen(xid)} order by id for update`);
    for (const { id } of missing.filter(({ over }) => over)) {
      await tx.execute(sql`update gates set lapsed_at = clock_timestamp() where id = ${id}`);
    }
    const [row] = await tx.execute<{ acknowledged: number; now: string }>(sql`
      select count(*) filter (where ${seen(xid)})::int as acknowledged, ${now} as now
      from gates where lapsed_at is null`);
    if (!row) throw new Error("a count without a row");
    const unheard = missing.filter((gate) => !gate.over);
    return {
      acknowledged: row.acknowledged,
      unheard: unheard.length,
      lapsed: missing.length - unheard.length,
      unheardFor: Math.max(0, ...unheard.map((gate) => gate.rest)),
      now: row.now,
    };
  });
}
