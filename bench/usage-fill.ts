import postgres from "postgres";
import { type ApplicationId, fromUuid, type KeyId, type OrganizationId, toUuid } from "@/lib/ids";
import { dayMs, floor, hourMs, minuteMs } from "@/lib/usage/period";

export type UsageFill = {
  organizationId: OrganizationId;
  applications: number;
  keys: number;
  /** How many days before today, too. */
  days: number;
  /** On all days together. */
  verdicts: number;
};

const [apis, endpointsOfApi, busy] = [10, 20, 25];

/**
 * Counts of an organization as if so many verdicts had been answered: few keys have most of them,
 * each asks two APIs for three endpoints each. Days of all days; hours of the last two and of the
 * busiest applications' keys; minutes of which no worker would have made hours; all totals; and the
 * marks. Hours and days are drawn apart from each other: each is the sum only of what its own totals
 * say. Returns the busiest application, its busiest key and how many minutes no hour was made of.
 */
export async function fillUsage(
  superuserUrl: string,
  { organizationId, applications, keys, days, verdicts }: UsageFill,
): Promise<{ application: ApplicationId; key: KeyId; unmade: number }> {
  const sql = postgres(superuserUrl, { max: 1, onnotice: () => {} });
  const org = toUuid("org", organizationId);
  const now = floor(Date.now(), minuteMs);
  const today = floor(now, dayMs);
  const first = new Date(today - days * dayMs);
  const before = new Date(today - (2 * days + 1) * dayMs);
  // The worker makes an hour two minutes after its end; that takes it a while.
  const unfolded = new Date(floor(now - 5 * minuteMs, hourMs));
  const perDay = verdicts / days;
  try {
    await sql`select portcullis_usage_day(d::date)
      from generate_series(${first}::timestamptz, ${new Date(now)}::timestamptz, '1 day') d`;
    await sql`
      insert into apis (org_id, id, slug, name, base_url)
      select ${org}, gen_random_uuid(), 'api-' || n, 'API ' || n, 'https://api.example'
      from generate_series(1, ${apis}::int) n`;
    await sql`
      insert into endpoints (org_id, id, api_id, method, path)
      select ${org}, gen_random_uuid(), id, 'GET', '/things-' || n || '/{id}'
      from apis, generate_series(1, ${endpointsOfApi}::int) n where org_id = ${org}`;
    await sql`
      insert into applications (org_id, id, name, name_key, base_url, owner_id, created_by)
      select ${org}, gen_random_uuid(), 'Application ' || n, 'application ' || n, 'https://crm.example',
        (select id from memberships where org_id = ${org} limit 1), 'bench'
      from generate_series(1, ${applications}::int) n`;
    await sql`
      create temp table asker as
      select n, gen_random_uuid() as key, a.id as application,
        (array['production','production','production','staging','development'])[1 + n % 5] as environment,
        ${perDay}::float8 / n / (select sum(1.0 / m) from generate_series(1, ${keys}::int) m) as per_day
      from generate_series(1, ${keys}::int) n
      join (select id, row_number() over (order by id) as place from applications where org_id = ${org}) a
        on a.place = 1 + n % ${applications}::int`;
    await sql`
      insert into keys (org_id, id, application_id, name, environment, shared_key, hash, created_by)
      select ${org}, key, application, 'key ' || n, environment, 'pcl_live_fill' || n,
        decode(md5(n::text) || md5(n::text), 'hex'), 'bench' from asker`;
    await sql`
      create temp table asked as
      select k.n, k.application, k.key, e.api, e.endpoint, k.environment, o.outcome,
        k.per_day * o.share / 6 as per_day
      from asker k
      cross join generate_series(0, 5) as i
      join (
        select api_id as api, id as endpoint, dense_rank() over (order by api_id) - 1 as a,
          row_number() over (partition by api_id order by id) - 1 as e
        from endpoints where org_id = ${org}
      ) e on e.a = (k.n + i % 2) % ${apis}::int and e.e = (k.n + i) % ${endpointsOfApi}::int
      join (values ('VALID', 0.97), ('RATE_LIMITED', 0.02), ('INSUFFICIENT_PERMISSIONS', 0.01)) as o(outcome, share)
        on o.outcome = 'VALID' or (i = 0 and (k.n % 3 = 0) = (o.outcome = 'RATE_LIMITED'))`;
    await fillGrain(sql, org, "day", first, new Date(today));
    await fillGrain(sql, org, "hour", new Date(today - 2 * dayMs), unfolded);
    await fillGrain(sql, org, "hour", first, new Date(today - 2 * dayMs), busy);
    await fillGrain(sql, org, "minute", unfolded, new Date(now));
    await sql`
      insert into usage_folds (grain, start)
      select 'day', d from generate_series(${before}::timestamptz, ${new Date(today - dayMs)}::timestamptz, '1 day') d
      union all
      select 'hour', h from generate_series(${before}::timestamptz, ${new Date(unfolded.getTime() - hourMs)}::timestamptz, '1 hour') h
      on conflict do nothing`;
    await sql`vacuum analyze`;
    const [top] = await sql<{ application: string; key: string }[]>`
      select application, key from asker order by n limit 1`;
    if (!top) throw new Error("there are no keys");
    return {
      application: fromUuid("app", top.application),
      key: fromUuid("key", top.key),
      unmade: (now - unfolded.getTime()) / minuteMs,
    };
  } finally {
    await sql.end();
  }
}

const things = (sql: postgres.Sql) => sql`application, api, endpoint, environment, outcome`;

/** Draws what was asked in each minute, hour or day; of the busiest applications only where told. */
async function fillGrain(
  sql: postgres.Sql,
  org: string,
  grain: "minute" | "hour" | "day",
  from: Date,
  to: Date,
  only?: number,
): Promise<void> {
  const share = { minute: 1 / 1440, hour: 1 / 24, day: 1 }[grain];
  const last = new Date(to.getTime() - { minute: minuteMs, hour: hourMs, day: dayMs }[grain]);
  const [keyed, total] = [sql(`usage_${grain}s`), sql(`usage_total_${grain}s`)];
  const starts = sql`generate_series(${from}::timestamptz, ${last}::timestamptz, ${`1 ${grain}`}::interval) as start`;
  const drawn = sql`floor(per_day * ${share}::float8 * (0.6 + 0.8 * random()) + random())::bigint as count`;
  const took = sql`case when count < 50 then array[count * 64 + 18] else array[count / 50 * 64 + 15,
    count / 10 * 64 + 17, count / 3 * 64 + 18, count / 3 * 64 + 19, count / 5 * 64 + 20, count / 50 * 64 + 27] end`;
  const columns = sql`application_id, api_id, endpoint_id, environment, outcome, count, cost, latencies`;
  await sql`
    insert into ${keyed} (org_id, ${sql(grain)}, key_id, ${columns})
    select ${org}, start, key, ${things(sql)}, count, count, ${took}
    from (select start, asked.*, ${drawn} from ${starts} cross join asked
      where n <= ${only ?? 1_000_000_000}::int) s
    where count > 0 order by start, application, key`;
  const nobody = sql`'00000000-0000-0000-0000-000000000000'::uuid`;
  for (const [level, by] of [
    ["organization", sql`${nobody} as application, ${nobody} as api, ${nobody} as endpoint`],
    ["application", sql`application, api, ${nobody} as endpoint`],
    ["endpoint", sql`${nobody} as application, api, endpoint`],
  ] as const) {
    const drawnAnew = sql`
      select start, ${things(sql)}, ${drawn} from ${starts} cross join (
        select ${things(sql)}, sum(per_day) as per_day from (
          select ${by}, environment, outcome, per_day from asked) a group by ${things(sql)}) b`;
    const added = sql`
      select start, ${things(sql)}, sum(count)::bigint as count from (
        select ${sql(grain)} as start, ${by}, environment, outcome, count from (
          select *, application_id as application, api_id as api, endpoint_id as endpoint
          from ${keyed} where org_id = ${org} and ${sql(grain)} >= ${from} and ${sql(grain)} < ${to}) k
        ) a group by start, ${things(sql)}`;
    await sql`
      insert into ${total} (org_id, level, ${sql(grain)}, ${columns})
      select ${org}, ${level}, start, ${things(sql)}, count, count, ${took}
      from (${only ? drawnAnew : added}) s where count > 0
      order by start, application, api, endpoint`;
  }
}
