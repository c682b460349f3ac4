import "server-only";
import { sql } from "drizzle-orm";
import { type Change, change, text, time } from "./feed";
import { callAlone } from "./transact";

/** What came since the last look at the change log. */
export type Poll = {
  /** The next `since`. */
  snapshot: string;
  epoch: string;
  /** Null where nobody can tell: it is the first look, too much was missed, or it is another server. */
  changes: Change[] | null;
  /** The database's clock, in milliseconds since the epoch. */
  now: number;
};

const most = 10_000;

/**
 * Looks at the change log without a lease: one statement, so that what it finds is what its snapshot
 * shows. Changes of other transactions that it does not show come with the next look.
 */
export async function pollChanges(since: string | null): Promise<Poll> {
  const [row] = await callAlone(sql`
    select pg_current_snapshot()::text as snapshot, portcullis_epoch() as epoch,
      pg_snapshot_xmax(${since}::pg_snapshot) > pg_snapshot_xmax(pg_current_snapshot()) as ahead,
      extract(epoch from clock_timestamp())::float8 * 1000 as now,
      coalesce((select jsonb_agg(jsonb_build_object('org', c.org_id, 'kind', c.subject_kind,
          'id', c.subject_id, 'revision', c.revision))
        from (select * from change_log
          where xid >= pg_snapshot_xmin(${since}::pg_snapshot)
            and not pg_visible_in_snapshot(xid, ${since}::pg_snapshot)
          limit ${most + 1}) c), '[]'::jsonb) as changes`);
  if (!row || !Array.isArray(row.changes)) throw new TypeError("the changes are no list");
  const isTold = since !== null && row.ahead === false && row.changes.length <= most;
  return {
    snapshot: text(row.snapshot),
    epoch: text(row.epoch),
    changes: isTold ? row.changes.map(change) : null,
    now: time(row.now),
  };
}
