import { and, eq, ne, type SQL, sql } from "drizzle-orm";
import {
  keys,
  nobody,
  type totalLevels,
  usageDays,
  usageHours,
  usageMinutes,
  usageTotalDays,
  usageTotalHours,
  usageTotalMinutes,
} from "@/db/schema";
import { type Transaction, transact } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import { fromUuid, type Id, toUuid } from "@/lib/ids";
import type { Grain, Segment } from "./segments";
import type { UsageScope } from "./summary";
import { isOneOf, isWithin, timesIn, timesOf } from "./times";

/** What counts are told apart by. */
export const dimensions = [
  "application",
  "key",
  "api",
  "endpoint",
  "environment",
  "outcome",
] as const;
export type Dimension = (typeof dimensions)[number];

/**
 * A transaction that reads counts. Each statement is planned for its own times and things: a plan
 * for any of them looks at every partition, and compiling one takes longer than to run it. So does
 * sharing it out among processes, for which keys are sorted that else are found in order.
 */
export const readingCounts = <T>(actor: Actor, work: (tx: Transaction) => Promise<T>): Promise<T> =>
  transact(actor, async (tx) => {
    await tx.execute(sql`
      select set_config('plan_cache_mode', 'force_custom_plan', true), set_config('jit', 'off', true),
        set_config('max_parallel_workers_per_gather', '0', true)`);
    return work(tx);
  });

const prefixes = { application: "app", key: "key", api: "api", endpoint: "end" } as const;
export type Noun = keyof typeof prefixes;
export type IdOf<N extends Noun> = Id<(typeof prefixes)[N]>;

const keyed = { minute: usageMinutes, hour: usageHours, day: usageDays };
const totals = { minute: usageTotalMinutes, hour: usageTotalHours, day: usageTotalDays };
type Table = (typeof keyed)[Grain] | (typeof totals)[Grain];
const tableOf = (level: Level | null, grain: Grain): Table =>
  (level === null ? keyed : totals)[grain];

export type Ask = {
  segments: readonly Segment[];
  scope: UsageScope;
  by?: readonly Dimension[];
  /** Of these only, of that noun. `nobody` by its id. */
  among?: { noun: Noun; ids: readonly string[] };
};

type Level = (typeof totalLevels)[number];
type What = Pick<Ask, "scope" | "by" | "among">;

/** Totals that tell apart what has to be told apart; null where only the keys' own counts do. */
function levelOf({ scope, by = [], among }: What): Level | null {
  const names = new Set<string>([...Object.keys(scope), ...by, ...(among ? [among.noun] : [])]);
  if (names.has("key")) return null;
  if (names.has("application")) return names.has("endpoint") ? null : "application";
  return names.has("api") || names.has("endpoint") ? "endpoint" : "organization";
}

/** Whether only the keys' own counts tell, and of which of them. */
export function keysOf(ask: What): "none" | "few" | "all" {
  if (levelOf(ask) !== null) return "none";
  return isOfFew(ask, null) ? "few" : "all";
}

/** Whether the index has, after the time, what the rows are narrowed by. */
function isOfFew({ scope, among }: What, level: Level | null): boolean {
  if (level === "endpoint") return scope.api !== undefined || among?.noun === "api";
  return scope.application !== undefined || among?.noun === "application" || among?.noun === "key";
}

function whereOf(actor: Actor, grain: Grain, segments: readonly Segment[], ask: Ask) {
  const { application, key, api, endpoint, environment, outcome } = ask.scope;
  const level = levelOf(ask);
  const table = tableOf(level, grain);
  const start = sql`${table.start}`;
  const verdicts = outcome === "refused" ? ne(table.outcome, "VALID") : undefined;
  return and(
    eq(table.orgId, actor.organizationId),
    ...levelIn(table, level),
    isOfFew(ask, level)
      ? isOneOf(start, timesIn(segments, grain), segments)
      : isWithin(start, segments),
    application && eq(table.applicationId, application),
    key && "keyId" in table ? eq(table.keyId, key) : undefined,
    api && eq(table.apiId, api),
    endpoint && eq(table.endpointId, endpoint),
    environment && eq(table.environment, environment),
    verdicts ?? (outcome ? eq(table.outcome, outcome) : undefined),
    ...amongOf(actor, table, ask),
  );
}

/** A level, by what an index has of it. */
function* levelIn(table: Table, level: Level | null): Generator<SQL> {
  if (level === null || !("level" in table)) return;
  yield eq(table.level, level);
  if (level !== "application") yield sql`${table.applicationId} = ${nobody}::uuid`;
}

const uuids = (ids: readonly string[]) => sql`${`{${ids.join()}}`}::uuid[]`;

/** Of keys, also by their applications: that is what an index has before them. */
function* amongOf(actor: Actor, table: Table, { among, scope }: Ask): Generator<SQL> {
  if (!among) return;
  yield sql`${columnOf(table, among.noun)} = any(${uuids(among.ids)})`;
  if (among.noun !== "key" || scope.application) return;
  const theirs = sql`select ${keys.applicationId} from ${keys}
    where ${keys.orgId} = ${toUuid("org", actor.organizationId)} and ${keys.id} = any(${uuids(among.ids)})`;
  yield sql`${table.applicationId} = any(array(${theirs}) || ${nobody}::uuid)`;
}

function columnOf(table: Table, name: Dimension) {
  if (name === "key") return "keyId" in table ? table.keyId : sql`null::uuid`;
  if (name === "environment" || name === "outcome") return table[name];
  return table[`${name}Id`];
}

/** The rows to add up, as a table `r`; undefined where there are none. */
function rowsOf(actor: Actor, ask: Ask, columns: readonly (Dimension | "latencies")[]) {
  const level = levelOf(ask);
  const parts = (["day", "hour", "minute"] as const).flatMap((grain) => {
    const segments = ask.segments.filter((segment) => segment.grain === grain);
    if (segments.length === 0) return [];
    const table = tableOf(level, grain);
    const wanted = columns.map((name) =>
      name === "latencies"
        ? sql`, ${table.latencies} as latencies`
        : sql`, ${columnOf(table, name)} as ${sql.identifier(name)}`,
    );
    const where = whereOf(actor, grain, segments, ask);
    return [
      sql`select ${table.start} as start, ${table.count} as count, ${table.cost} as cost${sql.join(wanted)}
        from ${table} where ${where}`,
    ];
  });
  return parts.length === 0 ? undefined : sql`(${sql.join(parts, sql` union all `)}) as r`;
}

/** Which bar a row is of, from 0 on. */
const barOf = (edges: readonly number[]) => sql`width_bucket(r.start, ${timesOf(edges)}) - 1`;

const named = (by: readonly Dimension[]) =>
  sql.join(by.map((name) => sql`, r.${sql.identifier(name)}`));

/** Ids as they stand in the database: UUIDs, and `nobody`. */
export type Counted = { [D in Dimension]?: string } & { bar: number; count: number; cost: number };

/**
 * The counts of the segments by bar and what `by` says, in this order; those of all are of bar 0
 * without edges. Only the first of them where `most` is given.
 */
export async function countsOf(
  tx: Transaction,
  actor: Actor,
  ask: Ask & { edges?: readonly number[]; most?: number },
): Promise<Counted[]> {
  const { by = [], edges, most } = ask;
  const rows = rowsOf(actor, ask, by);
  if (!rows) return [];
  const groups = sql.join([sql`1`, ...by.map((name) => sql`r.${sql.identifier(name)}`)], sql`, `);
  return tx.execute<Counted>(sql`
    select ${edges ? barOf(edges) : sql`0`} as bar${named(by)},
      sum(r.count)::float8 as count, sum(r.cost)::float8 as cost
    from ${rows} group by ${groups} order by ${groups} ${most ? sql`limit ${most}` : sql``}`);
}

export type Leading = { id: string; count: number; refused: number };

export type Most = { [N in Noun]?: Leading[] };

/**
 * Of which there was most, the first first, of each noun in one pass; all of them where `most` is
 * not given.
 */
export async function mostOf(
  tx: Transaction,
  actor: Actor,
  nouns: readonly Noun[],
  ask: Omit<Ask, "by">,
  most?: number,
): Promise<Most> {
  const found: Most = Object.fromEntries(nouns.map((noun) => [noun, []]));
  const rows = nouns.length > 0 && rowsOf(actor, { ...ask, by: nouns }, [...nouns, "outcome"]);
  if (!rows) return found;
  const list = sql.join(
    nouns.map((noun) => sql`r.${sql.identifier(noun)}`),
    sql`, `,
  );
  const sets = sql.join(
    nouns.map((noun) => sql`(r.${sql.identifier(noun)})`),
    sql`, `,
  );
  const leading = await tx.execute<Leading & { others: number }>(sql`
    select others, id, count, refused from (
      select grouping(${list}) as others, coalesce(${list}) as id, sum(r.count)::float8 as count,
        coalesce(sum(r.count) filter (where r.outcome <> 'VALID'), 0)::float8 as refused,
        row_number() over (partition by grouping(${list}) order by sum(r.count) desc, coalesce(${list})) as place
      from ${rows} group by grouping sets (${sets})
    ) s ${most ? sql`where place <= ${most}` : sql``} order by place`);
  for (const { others, ...one } of leading) {
    // A bit for each column that is not grouped by, the last column's the lowest.
    const noun = nouns.find((_, i) => (others & (1 << (nouns.length - 1 - i))) === 0);
    if (noun) found[noun]?.push(one);
  }
  return found;
}

/** How many verdicts took how long, by bar and bucket of lib/usage/latency. */
export async function latenciesOf(
  tx: Transaction,
  actor: Actor,
  ask: Ask & { edges: readonly number[] },
): Promise<{ bar: number; bucket: number; count: number }[]> {
  const rows = rowsOf(actor, ask, ["latencies"]);
  if (!rows) return [];
  return tx.execute<{ bar: number; bucket: number; count: number }>(sql`
    select ${barOf(ask.edges)} as bar, (v & 63)::int as bucket, sum(v >> 6)::float8 as count
    from ${rows}, unnest(r.latencies) as v group by 1, 2`);
}

/** The id that stands for a UUID of the counts; null for `nobody`. */
export const idOf = <N extends Noun>(noun: N, uuid: string): IdOf<N> | null =>
  uuid === nobody ? null : (fromUuid(prefixes[noun], uuid) as IdOf<N>);
