import { randomInt } from "node:crypto";
import { sql } from "drizzle-orm";
import { afterEach, expect, test, vi } from "vitest";
import { organizations } from "@/db/schema";
import { testDatabase } from "@/db/testing/database";
import { type Transaction, transact, transactSystem } from "@/db/transact";
import { newId, type OrganizationId, toUuid } from "@/lib/ids";
import { foldUsage } from "./fold";
import { dayOf, makePartitions } from "./partitions";
import { dayMs, hourMs, minuteMs } from "./period";

testDatabase();

const iso = (time: number) => new Date(time).toISOString();
const today = Math.floor(Date.now() / dayMs) * dayMs;
const yesterday = today - dayMs;
const tables = ["minutes", "hours", "days"].flatMap((name) => [
  `usage_${name}`,
  `usage_total_${name}`,
]);

afterEach(() =>
  transactSystem(async (tx) => {
    for (const name of tables) {
      await tx.execute(sql`select portcullis_forget_usage(${name}, '2999-01-01')`);
    }
    await tx.execute(sql`delete from usage_folds`);
  }),
);

async function mintBare(): Promise<OrganizationId> {
  const id = newId("org");
  await transact({ organizationId: id }, (tx) =>
    tx.insert(organizations).values({ id, slug: id, name: "Bare" }),
  );
  return id;
}

type Verdict = { org: OrganizationId; at: number; key: number; outcome: string; bucket: number };

const uuidOf = (what: string, n: number) => sql`md5(${`${what} ${n}`}::text)::uuid`;

/** Counts verdicts as a gate does; `late` runs before the transaction ends. */
const count = (verdicts: Verdict[], late: () => Promise<unknown> = async () => {}) =>
  transactSystem(async (tx) => {
    const hours = [...new Set(verdicts.map(({ at }) => iso(at - (at % hourMs))))];
    await tx.execute(sql`select portcullis_open_usage(${`{${hours.join()}}`}::timestamptz[])`);
    for (const verdict of verdicts) await countOne(tx, verdict);
    await late();
  });

async function countOne(tx: Transaction, { org, at, key, outcome, bucket }: Verdict) {
  const minute = sql`${iso(at - (at % minuteMs))}::timestamptz`;
  const [application, api] = [uuidOf("app", key % 2), uuidOf("api", key % 3)];
  const sums = sql`'production', ${outcome}::text, 1, 2, array[64 + ${bucket}::bigint]`;
  const add = sql`count = t.count + 1, cost = t.cost + 2, latencies = t.latencies || excluded.latencies`;
  await tx.execute(sql`
    insert into usage_minutes as t
      (org_id, minute, application_id, key_id, api_id, environment, outcome, count, cost, latencies)
    values (${toUuid("org", org)}, ${minute}, ${application}, ${uuidOf("key", key)}, ${api}, ${sums})
    on conflict (org_id, minute, application_id, key_id, api_id, endpoint_id, environment, outcome)
    do update set ${add}`);
  const none = sql`'00000000-0000-0000-0000-000000000000'::uuid`;
  for (const [level, app, ofApi] of [
    ["organization", none, none],
    ["application", application, api],
  ] as const) {
    await tx.execute(sql`
      insert into usage_total_minutes as t
        (org_id, minute, level, application_id, api_id, environment, outcome, count, cost, latencies)
      values (${toUuid("org", org)}, ${minute}, ${level}, ${app}, ${ofApi}, ${sums})
      on conflict (org_id, level, application_id, api_id, endpoint_id, minute, environment, outcome)
      do update set ${add}`);
  }
}

type Row = { start: string; what: string; count: number; cost: number; latencies: string[] };

/** The rows of a table in words, by what they are told apart by. */
async function rowsOf(table: string, org: OrganizationId): Promise<Row[]> {
  const name = table.replace("total_", "").replace("usage_", "").replace(/s$/, "");
  const start = sql.identifier(name);
  return transactSystem((tx) =>
    tx.execute<Row>(sql`
      select to_char(${start} at time zone 'UTC', 'YYYY-MM-DD HH24:MI') as start,
        (to_jsonb(t) - array['org_id', ${name}::text, 'count', 'cost', 'latencies'])::text as what,
        count::int, cost::int,
        (select coalesce(array_agg(b || 'x' || n order by b), '{}') from (
          select v & 63 as b, sum(v >> 6) as n from unnest(latencies) v group by 1) l) as latencies
      from ${sql.identifier(table)} t where org_id = ${toUuid("org", org)} order by 1, 2`),
  );
}

/** What rows of one grain are at a coarser one, whose times are so many characters long. */
function folded(rows: Row[], length: number): Map<string, { sums: number[]; latencies: string[] }> {
  const all = new Map<string, { sums: number[]; buckets: Map<string, number> }>();
  for (const { start, what, count, cost, latencies } of rows) {
    const name = `${start.slice(0, length)} ${what}`;
    const { sums, buckets } = all.get(name) ?? { sums: [0, 0], buckets: new Map() };
    for (const one of latencies) {
      const [bucket = "", times] = one.split("x");
      buckets.set(bucket, (buckets.get(bucket) ?? 0) + Number(times));
    }
    all.set(name, { sums: [(sums[0] ?? 0) + count, (sums[1] ?? 0) + cost], buckets });
  }
  return new Map(
    [...all]
      .sort()
      .map(([name, { sums, buckets }]) => [
        name,
        { sums, latencies: [...buckets].map(([bucket, times]) => `${bucket}x${times}`).sort() },
      ]),
  );
}

const marks = () =>
  transactSystem((tx) =>
    tx.execute<{ grain: string; start: string }>(sql`
      select grain, to_char(start at time zone 'UTC', 'YYYY-MM-DD HH24:MI') as start
      from usage_folds order by grain, start`),
  );

const starts = async (grain: string) =>
  (await marks()).filter((mark) => mark.grain === grain).map(({ start }) => start);

const waiting = async () => {
  const rows = await transactSystem((tx) =>
    tx.execute(sql`
      select from pg_locks l join pg_database d on d.oid = l.database
      where d.datname = current_database() and l.locktype = 'advisory' and not l.granted`),
  );
  return rows.length;
};

const sumOf = (rows: Row[]) => rows.reduce((sum, { count }) => sum + count, 0);
const verdictAt = (org: OrganizationId, at: number): Verdict => ({
  org,
  at,
  key: 1,
  outcome: "VALID",
  bucket: 30,
});

test("hours and days say what their minutes say, in whatever order those come", async () => {
  await makePartitions([today - 2 * dayMs, yesterday, today].map(dayOf));
  const orgs = await Promise.all(Array.from({ length: 3 }, mintBare));
  const counted = new Map(orgs.map((org) => [org, 0]));
  const random = (): Verdict => {
    const org = orgs[randomInt(3)] ?? newId("org");
    counted.set(org, (counted.get(org) ?? 0) + 1);
    const at = Date.now() - randomInt(Date.now() - yesterday + dayMs);
    const outcome = randomInt(4) === 0 ? "RATE_LIMITED" : "VALID";
    return { org, at, key: randomInt(5), outcome, bucket: randomInt(20, 24) };
  };
  for (let round = 0; round < 4; round++) {
    const batches = Array.from({ length: 4 }, () => Array.from({ length: 8 }, random));
    await Promise.all([...batches.map((batch) => count(batch)), foldUsage(), foldUsage()]);
  }
  await foldUsage();
  expect(await foldUsage()).toBe(0);

  const [hours, days] = [new Set(await starts("hour")), new Set(await starts("day"))];
  expect([...days].slice(-2)).toEqual(
    [today - 2 * dayMs, yesterday].map((day) => `${dayOf(day)} 00:00`),
  );
  expect(hours.size).toBeGreaterThanOrEqual(48 + new Date().getUTCHours() - 1);
  for (const org of orgs) {
    for (const of of ["usage_", "usage_total_"]) {
      const minutes = await rowsOf(`${of}minutes`, org);
      const isMadeTo = (made: Set<string>, length: number) => (row: Row) =>
        made.has(`${row.start.slice(0, length)}${" 00:00".slice(length - 10)}`);
      const inHours = minutes.filter(isMadeTo(hours, 13));
      expect(folded(await rowsOf(`${of}hours`, org), 13)).toEqual(folded(inHours, 13));
      const inDays = minutes.filter(isMadeTo(days, 10));
      expect(folded(await rowsOf(`${of}days`, org), 10)).toEqual(folded(inDays, 10));
    }
    const ofKeys = await rowsOf("usage_days", org);
    const totals = await rowsOf("usage_total_days", org);
    const level = (name: string) => totals.filter(({ what }) => what.includes(`"${name}"`));
    expect(sumOf(level("organization"))).toBe(sumOf(ofKeys));
    expect(sumOf(level("application"))).toBe(sumOf(ofKeys));
    expect(sumOf(await rowsOf("usage_minutes", org))).toBe(counted.get(org));
    const timed = ofKeys.flatMap(({ latencies }) => latencies.map((one) => one.split("x")[1]));
    expect(timed.reduce((sum, n) => sum + Number(n), 0)).toBe(sumOf(ofKeys));
  }
});

test("a batch that is being counted is waited for, and one that comes late makes its hour anew", async () => {
  await makePartitions([dayOf(yesterday)]);
  await foldUsage();
  await transactSystem((tx) =>
    tx.execute(sql`delete from usage_folds where start >= ${iso(yesterday)}::timestamptz`),
  );
  const org = await mintBare();
  const one = verdictAt(org, yesterday + 5 * hourMs);
  const hoursToday = Math.max(0, Math.floor((Date.now() - 2 * minuteMs - today) / hourMs));
  let folding: Promise<number> | undefined;
  await count([one], async () => {
    folding = foldUsage();
    await vi.waitFor(async () => expect(await waiting()).toBe(1), 5000);
  });
  expect(await folding).toBe(25 + hoursToday);
  expect(sumOf(await rowsOf("usage_hours", org))).toBe(1);
  expect(sumOf(await rowsOf("usage_days", org))).toBe(1);

  await count([one, { ...one, key: 2 }]);
  expect((await starts("day")).at(-1)).toBe(`${dayOf(yesterday - dayMs)} 00:00`);
  expect((await starts("hour")).includes(`${dayOf(yesterday)} 05:00`)).toBe(false);
  expect(await foldUsage()).toBe(2);
  const remade = await rowsOf("usage_hours", org);
  expect(remade.map((row) => row.count).sort()).toEqual([1, 2]);
  expect(sumOf(await rowsOf("usage_total_days", org))).toBe(6);
});

test("an hour is made two minutes after its end, and by one of many workers", async () => {
  await makePartitions([yesterday, today].map(dayOf));
  await foldUsage();
  const org = await mintBare();
  const now = Date.now();
  const over = Math.floor((now - 2 * minuteMs) / hourMs) * hourMs;
  await count([verdictAt(org, over - 1), verdictAt(org, Math.min(over + 1, now))]);
  const due = over - hourMs < today ? 2 : 1;
  const made = await Promise.all(Array.from({ length: 4 }, () => foldUsage()));
  expect(made.reduce((sum, n) => sum + n, 0)).toBe(due);
  expect(sumOf(await rowsOf("usage_hours", org))).toBe(1);
  const last = iso(over - hourMs)
    .replace("T", " ")
    .slice(0, 16);
  expect((await starts("hour")).at(-1)).toBe(last);
});

test("an hour whose minutes are kept no longer keeps what was made of them", async () => {
  const old = today - 36 * dayMs;
  await makePartitions([dayOf(old)]);
  const org = await mintBare();
  const [kept, late] = [verdictAt(org, old + hourMs), { ...verdictAt(org, old + hourMs), key: 2 }];
  await count([kept, kept]);
  await foldUsage();
  await transactSystem((tx) => tx.execute(sql`delete from usage_minutes`));
  await count([kept, late]);
  expect(await foldUsage()).toBe(2);
  const hours = await rowsOf("usage_hours", org);
  expect(hours.map((row) => row.count).sort()).toEqual([1, 2]);
  expect(sumOf(await rowsOf("usage_days", org))).toBe(3);
});

test("days without any verdict are made, too; what takes too long is left for the next time", async () => {
  expect(await foldUsage(0)).toBe(0);
  const hours = Math.floor((Date.now() - 2 * minuteMs - today) / hourMs);
  const made = hours < 0 ? 34 * 25 + 23 : 35 * 25 + hours;
  expect(await foldUsage()).toBe(made);
  expect((await starts("day"))[0]).toBe(`${dayOf(today - 35 * dayMs)} 00:00`);
});
