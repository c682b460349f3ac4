import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { organizations } from "@/db/schema";
import { testDatabase } from "@/db/testing/database";
import { transact, transactSystem } from "@/db/transact";
import { newId, type OrganizationId, toUuid } from "@/lib/ids";
import { foldUsage } from "./fold";
import {
  dayOf,
  firstUnmade,
  forgetOldUsage,
  keptDays,
  makePartitions,
  prepareUsageDays,
} from "./partitions";

testDatabase();

const day = 86_400_000;
const daysAgo = (days: number) => dayOf(Date.now() - days * day);

async function partitions(): Promise<string[]> {
  const rows = await transactSystem((tx) =>
    tx.execute<{ name: string }>(sql`
      select relname as name from pg_class where relispartition and relkind = 'r' order by 1`),
  );
  return rows.map(({ name }) => name);
}

const named = (table: string, ...days: string[]) =>
  days.map((day) => `usage_${table}_${day.replaceAll("-", "")}`).sort();

test("today and the next two days are made, once by however many", async () => {
  await Promise.all(Array.from({ length: 8 }, prepareUsageDays));
  await prepareUsageDays();
  const days = [0, -1, -2].map(daysAgo);
  const month = `${daysAgo(0).slice(0, 8)}01`;
  const months = [...new Set([month, `${daysAgo(-2).slice(0, 8)}01`])];
  expect(await partitions()).toEqual(
    [
      ...["events", "minutes", "hours", "total_minutes", "total_hours"].flatMap((table) =>
        named(table, ...days),
      ),
      ...named("days", ...months),
      ...named("total_days", ...months),
    ].sort(),
  );
});

test("nobody reads or writes a partition past the rules of its table", async () => {
  const [org, other] = [newId("org"), newId("org")];
  await makePartitions([dayOf(Date.now())]);
  const [partition = ""] = named("minutes", dayOf(Date.now()));
  const row = sql`(org_id, minute, application_id, key_id, api_id, environment, outcome, count, cost)
    values (${toUuid("org", org)}, now(), gen_random_uuid(), gen_random_uuid(), gen_random_uuid(),
      '', 'VALID', 1, 1)`;
  await transact({ organizationId: org }, (tx) =>
    tx.execute(sql`insert into usage_minutes ${row}`),
  );
  const rows = (organizationId: typeof org, table: string) =>
    transact({ organizationId }, (tx) => tx.execute(sql`select 1 from ${sql.identifier(table)}`));
  expect(await rows(org, "usage_minutes")).toHaveLength(1);
  expect(await rows(other, "usage_minutes")).toHaveLength(0);
  for (const organizationId of [org, other]) {
    expect(await rows(organizationId, partition)).toHaveLength(0);
  }
  await expect(
    transactSystem((tx) => tx.execute(sql`insert into ${sql.identifier(partition)} ${row}`)),
  ).rejects.toThrow();
  await expect(
    transact({ organizationId: other }, (tx) => tx.execute(sql`insert into usage_minutes ${row}`)),
  ).rejects.toThrow();
});

/** The day after which a partition is of no use. */
function endOf(name: string): string {
  const [, table = "", begin = ""] = /^usage_(?:total_)?([a-z]+)_(\d{8})$/.exec(name) ?? [];
  const end = new Date(`${begin.slice(0, 4)}-${begin.slice(4, 6)}-${begin.slice(6)}`);
  if (table === "days") end.setUTCMonth(end.getUTCMonth() + 1);
  else end.setUTCDate(end.getUTCDate() + 1);
  return dayOf(end.getTime());
}

const keep = async (organizationId: OrganizationId, historyDays: number) =>
  transact({ organizationId }, (tx) =>
    tx
      .insert(organizations)
      .values({ id: organizationId, slug: organizationId, name: "Keeper", historyDays })
      .onConflictDoUpdate({ target: organizations.id, set: { historyDays } }),
  );

test("what is older than it is kept goes, and nothing else", async () => {
  const kept: Record<string, number> = { ...keptDays };
  const days = Object.values(kept).flatMap((days) => [days + 1, days, days - 1]);
  await makePartitions(days.map(daysAgo));
  const before = await partitions();
  const isOld = (name: string) =>
    endOf(name) <= daysAgo(kept[name.replace(/^usage_(total_)?|_\d+$/g, "")] ?? 0);
  const old = before.filter(isOld);
  expect(old.length).toBeGreaterThan(6);
  const isFine = (name: string) => /minutes|hours/.test(name);

  expect(await forgetOldUsage()).toBe(old.filter((name) => !isFine(name)).length);
  expect((await partitions()).filter(isFine)).toEqual(before.filter(isFine));

  await foldUsage();
  expect(await forgetOldUsage()).toBe(old.filter(isFine).length);
  expect(await partitions()).toEqual(before.filter((name) => !old.includes(name)));
  expect(await forgetOldUsage()).toBe(0);
  const marks = await transactSystem((tx) =>
    tx.execute<{ grain: string; start: string }>(sql`
      select grain, min(start at time zone 'UTC')::date::text as start
      from usage_folds group by grain order by grain`),
  );
  expect(marks).toEqual([
    { grain: "day", start: daysAgo(keptDays.days + 1) },
    { grain: "hour", start: daysAgo(keptDays.hours) },
  ]);
});

test("days are read off partitions alone, however the planner looks for these", async () => {
  await makePartitions([3, 2].map(daysAgo));
  for (const way of ["enable_nestloop", "enable_hashjoin", "enable_mergejoin"]) {
    const first = transactSystem(async (tx) => {
      await tx.execute(sql`select set_config(${way}, 'off', true)`);
      return firstUnmade(tx, daysAgo(0));
    });
    expect(await first, way).toMatch(/^\d{4}-\d\d-\d\d$/);
  }
});

test("the history is kept for as long as any organization keeps it", async () => {
  await keep(newId("org"), 7);
  const longest = newId("org");
  await keep(longest, 60);
  await makePartitions([61, 60, 31, 8, 7].map(daysAgo));
  const history = async () =>
    (await partitions()).filter(
      (name) => name.startsWith("usage_events") && endOf(name) <= daysAgo(0),
    );
  await forgetOldUsage();
  expect((await history())[0]).toBe(named("events", daysAgo(60))[0]);
  await keep(longest, 8);
  await forgetOldUsage();
  expect((await history())[0]).toBe(named("events", daysAgo(8))[0]);
});
