import "server-only";
import { sql } from "drizzle-orm";
import type { Transaction } from "./client";
import { transactOutside } from "./transact";

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

/**
 * Which gates have heard of the change `xid`. With `lock` the leases are judged under a row lock:
 * a plain read could be overtaken by a renewal that is under way.
 */
export function hearing(xid: string, lock: boolean): Promise<Hearing> {
  return transactOutside(async (tx) => {
    const seen = sql`pg_visible_in_snapshot(${xid}::xid8, acked)`;
    const end = sql`lease_until + make_interval(secs => stale_seconds)`;
    const missing = await tx.execute<{ over: boolean; rest: number }>(sql`
      select ${end} <= clock_timestamp() as over,
        extract(epoch from ${end} - clock_timestamp())::float8 as rest
      from gates where not ${seen} ${lock ? sql`for share` : sql``}`);
    const [row] = await tx.execute<{ acknowledged: number; now: Date | string }>(sql`
      select (select count(*)::int from gates where ${seen}) as acknowledged,
        to_char((clock_timestamp() + interval '1 ms') at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as now`);
    const unheard = missing.filter((gate) => !(lock && gate.over));
    return {
      acknowledged: row?.acknowledged ?? 0,
      unheard: unheard.length,
      lapsed: missing.length - unheard.length,
      unheardFor: Math.max(0, ...unheard.map((gate) => Number(gate.rest))),
      now: String(row?.now),
    };
  });
}
