import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { testDatabase } from "@/db/testing/database";
import { transact, transactSystem } from "@/db/transact";
import { newId, toUuid } from "@/lib/ids";
import { dayOf, forgetOldUsage, keptDays, makePartitions, prepareUsageDays } from "./partitions";

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
  expect(await partitions()).toEqual([...named("events", ...days), ...named("minutes", ...days)]);
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

test("what is older than it is kept goes, and nothing else", async () => {
  const { minutes, events } = keptDays;
  const days = [minutes + 1, minutes, events + 1, events].map(daysAgo);
  await makePartitions(days);
  const before = await partitions();
  const old = [...named("events", ...days.slice(0, 3)), ...named("minutes", ...days.slice(0, 1))];
  expect(await forgetOldUsage()).toBe(old.length);
  expect(await partitions()).toEqual(before.filter((name) => !old.includes(name)));
  expect(await forgetOldUsage()).toBe(0);
});
