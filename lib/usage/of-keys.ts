import { type SQL, sql } from "drizzle-orm";
import { usageDays, usageHours, usageMinutes } from "@/db/schema";
import type { Segment } from "./segments";

const tables = [
  { grain: "day", table: usageDays, step: sql`interval '24 hours'` },
  { grain: "hour", table: usageHours, step: sql`interval '1 hour'` },
  { grain: "minute", table: usageMinutes, step: sql`interval '1 minute'` },
] as const;

/**
 * What is counted of some keys in those segments, as a table: all columns of `k`, which has the
 * `org`, `application` and `key` of each, with `start`, `outcome`, `count` and `cost`. Each key is
 * looked up in the index at each time: counts of others are not read.
 */
export function countsOfKeys(k: SQL, segments: readonly Segment[]): SQL {
  const parts = tables.flatMap(({ grain, table, step }) => {
    const those = segments.filter((segment) => segment.grain === grain);
    const [first, last] = [those[0], those.at(-1)];
    if (!first || !last) return [];
    const spans = sql`unnest(${list(those.map(({ from }) => from))}, ${list(those.map(({ to }) => to))}) as s(since, till)`;
    const times =
      grain === "minute"
        ? minutesIn(k, spans)
        : sql`select t from ${spans}, generate_series(since, till - ${step}, ${step}) as t`;
    return [
      sql`select k.*, u.${sql.identifier(table.start.name)} as start, u.outcome, u.count, u.cost
        from ${k} as k join ${table} as u
          on u.org_id = k.org and u.application_id = k.application and u.key_id = k.key
        where u.${sql.identifier(table.start.name)} = any(array(${times}))
          and u.${sql.identifier(table.start.name)} >= ${time(first.from)}::timestamptz
          and u.${sql.identifier(table.start.name)} < ${time(last.to)}::timestamptz`,
    ];
  });
  return sql`(${sql.join(parts, sql` union all `)})`;
}

/**
 * The minutes in which the organizations of those keys have any counts, from one to the next in the
 * index: of weeks that nobody has folded yet, most minutes may have none.
 */
function minutesIn(k: SQL, spans: SQL): SQL {
  const { orgId, start } = usageMinutes;
  const next = (org: SQL, after: SQL, till: SQL) => sql`(
    select ${start} from ${usageMinutes}
    where ${orgId} = ${org} and ${start} ${after} and ${start} < ${till}
    order by ${start} limit 1)`;
  return sql`
    with recursive present(org, at, till) as (
      select o.org, ${next(sql`o.org`, sql`>= s.since`, sql`s.till`)}, s.till
      from (select distinct org from ${k}) as o, ${spans}
      union all
      select org, ${next(sql`present.org`, sql`> present.at`, sql`present.till`)}, till
      from present where at is not null
    ) select at from present where at is not null`;
}

const time = (at: number) => new Date(at).toISOString();
const list = (times: number[]) => sql`${`{${times.map(time).join()}}`}::timestamptz[]`;
