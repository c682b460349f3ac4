import { type SQL, sql } from "drizzle-orm";
import {
  organizations,
  usageDays,
  usageFolds,
  usageHours,
  usageMinutes,
  usageTotalDays,
  usageTotalHours,
  usageTotalMinutes,
} from "@/db/schema";
import { type Transaction, transactSlowly, transactSystem } from "@/db/transact";
import { type OrganizationId, toUuid } from "@/lib/ids";
import { completeTotals } from "./complete-totals";
import { keptDays, makePartitions } from "./partitions";

type Grain = "hour" | "day";
type Counts = typeof usageMinutes | typeof usageHours | typeof usageDays;
type Totals = typeof usageTotalMinutes | typeof usageTotalHours | typeof usageTotalDays;
type Step = { grain: Grain; pairs: ([from: Counts, to: Counts] | [from: Totals, to: Totals])[] };

const hours: Step = {
  grain: "hour",
  pairs: [
    [usageMinutes, usageHours],
    [usageTotalMinutes, usageTotalHours],
  ],
};

const days: Step = {
  grain: "day",
  pairs: [
    [usageHours, usageDays],
    [usageTotalHours, usageTotalDays],
  ],
};

/** An hour is made when it is over for so long: what comes later makes it anew. */
const settled = sql`interval '2 minutes'`;
/** One hour may take so long, where there are very many keys. */
const seconds = 120;
/** Of a day whose minutes take no more bytes all hours are made together. */
const smallBytes = 32 * 1024 * 1024;
const organizationsAtOnce = 100;
const usualBudgetMs = 20_000;

/**
 * Makes hours of the minutes that are counted, and days of hours: those that are over and not made,
 * or to be made anew, the newest first. Begins none after `budgetMs`. Returns how many it made; one
 * that fails keeps no other from being made, and its error is thrown after them.
 */
export async function foldUsage(budgetMs = usualBudgetMs): Promise<number> {
  const until = performance.now() + budgetMs;
  const failures: unknown[] = [];
  let made = 0;
  for (const [step, unmade] of [[hours, unmadeHours] as const, [days, unmadeDays] as const]) {
    for (const piece of await unmade()) {
      if (performance.now() > until) break;
      try {
        if (piece.homeless) await makePartitions([piece.starts[0].slice(0, 10)]);
        made += await fold(step, piece);
      } catch (error) {
        failures.push(error);
      }
    }
  }
  if (failures.length > 0) throw failures[0];
  return made;
}

/**
 * What is made together: hours of one day in their order, or a day. `whole`: all is kept that they
 * are made of; else what was made before stays. `homeless`: they have no partition yet.
 */
type Piece = { starts: [string, ...string[]]; whole: boolean; homeless: boolean };

const format = `YYYY-MM-DD"T"HH24:MI:SS"Z"`;

/**
 * Of the days whose minutes are there, and of those without any of which minutes are kept, by the
 * clock of the database.
 */
async function unmadeHours(): Promise<Piece[]> {
  type Hour = Omit<Piece, "starts"> & { at: string; small: boolean };
  const found = await transactSystem((tx) =>
    tx.execute<Hour>(sql`
      with clock as (
        select (now() at time zone 'UTC')::date as today,
          (now() at time zone 'UTC')::date - ${keptDays.minutes}::integer as first
      ), counted as materialized (
        select to_date(right(c.relname, 8), 'YYYYMMDD') as day,
          to_regclass('usage_hours_' || right(c.relname, 8)) is null as homeless,
          pg_relation_size(c.oid) <= ${smallBytes} as small
        from pg_inherits i join pg_class c on c.oid = i.inhrelid
        where i.inhparent = 'usage_minutes'::regclass
      ), days as (
        select day, homeless, small from counted
        union all
        select first + n, false, true from clock, generate_series(0, today - first) as n
        where first + n not in (select day from counted)
      ), hours as (
        select (day + make_interval(hours => n)) at time zone 'UTC' as start, homeless, small,
          day >= first as whole
        from days, clock, generate_series(0, 23) as n
      )
      select to_char(h.start at time zone 'UTC', ${format}) as at, h.homeless, h.small, h.whole
      from hours h
      where h.start <= now() - interval '1 hour' - ${settled}
        and not exists (
          select from ${usageFolds} f where f.grain = 'hour' and f.start = h.start)
      order by h.start desc`),
  );
  const pieces: Piece[] = [];
  for (const { at, small, whole, homeless } of found) {
    const last = pieces.at(-1);
    if (small && last?.starts[0].slice(0, 10) === at.slice(0, 10)) last.starts.unshift(at);
    else pieces.push({ starts: [at], whole, homeless });
  }
  return pieces;
}

/** Of the days whose hours are all made. */
async function unmadeDays(): Promise<Piece[]> {
  const found = await transactSystem((tx) =>
    tx.execute<{ at: string }>(sql`
      select to_char(d.start at time zone 'UTC', ${format}) as at
      from (
        select date_trunc('day', f.start, 'UTC') as start
        from ${usageFolds} f where f.grain = 'hour'
        group by 1 having count(*) = 24
      ) d
      where not exists (select from ${usageFolds} f where f.grain = 'day' and f.start = d.start)
      order by d.start desc`),
  );
  return found.map(({ at }) => ({ starts: [at], whole: true, homeless: false }));
}

/** How many of a piece were made: not what another has made, or what can't be made any more. */
function fold({ grain, pairs }: Step, { starts, whole }: Piece): Promise<number> {
  return transactSlowly(seconds, async (tx) => {
    await tx.execute(sql`
      select portcullis_close_usage(${grain}, s.start) from unnest(${timesOf(starts)}) as s(start)`);
    const due = await dueOf(tx, grain, starts);
    if (due.length === 0) return 0;
    const all = await tx.select({ id: organizations.id }).from(organizations);
    for (let i = 0; i < all.length; i += organizationsAtOnce) {
      const some = all.slice(i, i + organizationsAtOnce).map(({ id }) => id);
      if (grain === "hour") {
        await completeTotals(tx, { those: those(some), during: during(sql`minute`, grain, due) });
      }
      for (const [from, to] of pairs) await make(tx, { grain, from, to, due, whole }, some);
    }
    await tx.execute(sql`
      insert into ${usageFolds} (grain, start)
      select ${grain}, s.start from unnest(${timesOf(due)}) as s(start)`);
    return due.length;
  });
}

const timesOf = (times: readonly string[]) => sql`${`{${times.join()}}`}::text::timestamptz[]`;

const lengthOf = (grain: Grain) =>
  grain === "hour" ? sql`interval '1 hour'` : sql`interval '24 hours'`;

const those = (ids: readonly OrganizationId[]) =>
  sql`org_id = any(${`{${ids.map((id) => toUuid("org", id)).join()}}`}::text::uuid[])`;

/** Whether a time of a finer grain lies in one of those, which are in their order. */
function during(time: SQL, grain: Grain, starts: readonly string[]): SQL {
  const [first, last] = [starts[0], starts.at(-1)].map((at) => sql`${at}::timestamptz`);
  return sql`${time} >= ${first} and ${time} < ${last} + ${lengthOf(grain)}
    and date_trunc(${grain}, ${time}, 'UTC') = any(${timesOf(starts)})`;
}

async function dueOf(tx: Transaction, grain: Grain, starts: readonly string[]): Promise<string[]> {
  const due = await tx.execute<{ at: string }>(sql`
    select to_char(s.start at time zone 'UTC', ${format}) as at
    from unnest(${timesOf(starts)}) as s(start)
    where not exists (
        select from ${usageFolds} f where f.grain = ${grain} and f.start = s.start)
      and (${grain} = 'hour' or 24 = (
        select count(*) from ${usageFolds} f
        where f.grain = 'hour' and f.start >= s.start and f.start < s.start + ${lengthOf(grain)}))
    order by s.start`);
  return due.map(({ at }) => at);
}

type Making = {
  grain: Grain;
  from: Counts | Totals;
  to: Counts | Totals;
  due: readonly string[];
  whole: boolean;
};

async function make(
  tx: Transaction,
  { grain, from, to, due, whole }: Making,
  ids: OrganizationId[],
): Promise<void> {
  const [source, target] = [from.start.name, to.start.name].map((name) => sql.identifier(name));
  const [first, last] = [due[0], due.at(-1)].map((at) => sql`${at}::timestamptz`);
  const times = timesOf(due);
  if (whole) {
    await tx.execute(sql`
      delete from ${to} where ${those(ids)} and ${target} >= ${first} and ${target} <= ${last}
        and ${target} = any(${times})`);
  }
  const things = sql.join(
    [
      "org_id",
      "level" in to ? "level" : "key_id",
      ...["application_id", "api_id", "endpoint_id", "environment", "outcome"],
    ].map((name) => sql.identifier(name)),
    sql`, `,
  );
  const start = sql`date_trunc(${grain}, ${source}, 'UTC')`;
  await tx.execute(sql`
    insert into ${to} (${things}, ${target}, count, cost, latencies)
    select ${things}, start, sum(count)::bigint, sum(cost)::bigint, portcullis_latencies(latencies)
    from (
      select ${things}, ${start} as start, count, cost, latencies from ${from}
      where ${those(ids)} and ${source} >= ${first} and ${source} < ${last} + ${lengthOf(grain)}
    ) u
    where start = any(${times})
    group by ${things}, start
    on conflict do nothing`);
}
