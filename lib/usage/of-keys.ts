import { type SQL, sql } from "drizzle-orm";
import { usageDays, usageHours, usageMinutes } from "@/db/schema";
import type { Segment } from "./segments";
import { isOneOf, spansOf, timesIn } from "./times";

const tables = [
  { grain: "day", table: usageDays },
  { grain: "hour", table: usageHours },
  { grain: "minute", table: usageMinutes },
] as const;

/**
 * What is counted of some keys in those segments, as a table: all columns of `k`, which has the
 * `org`, `application` and `key` of each, with `start`, `outcome`, `count` and `cost`. Each key is
 * looked up in the index at each time: counts of others are not read.
 */
export function countsOfKeys(k: SQL, segments: readonly Segment[]): SQL {
  const parts = tables.flatMap(({ grain, table }) => {
    const those = segments.filter((segment) => segment.grain === grain);
    if (those.length === 0) return [];
    const start = sql`u.${sql.identifier(table.start.name)}`;
    const times = grain === "minute" ? minutesIn(k, those) : timesIn(those, grain);
    return [
      sql`select k.*, ${start} as start, u.outcome, u.count, u.cost
        from ${k} as k join ${table} as u
          on u.org_id = k.org and u.application_id = k.application and u.key_id = k.key
        where ${isOneOf(start, times, those)}`,
    ];
  });
  return sql`(${sql.join(parts, sql` union all `)})`;
}

/**
 * The minutes in which the organizations of those keys have any counts, from one to the next in the
 * index: of weeks that nobody has folded yet, most minutes may have none.
 */
function minutesIn(k: SQL, segments: readonly Segment[]): SQL {
  const { orgId, start } = usageMinutes;
  const next = (org: SQL, after: SQL, till: SQL) => sql`(
    select ${start} from ${usageMinutes}
    where ${orgId} = ${org} and ${start} ${after} and ${start} < ${till}
    order by ${start} limit 1)`;
  return sql`
    with recursive present(org, at, till) as (
      select o.org, ${next(sql`o.org`, sql`>= s.since`, sql`s.till`)}, s.till
      from (select distinct org from ${k}) as o, ${spansOf(segments)}
      union all
      select org, ${next(sql`present.org`, sql`> present.at`, sql`present.till`)}, till
      from present where at is not null
    ) select at from present where at is not null`;
}
