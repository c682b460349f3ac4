import { eq, sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { organizations, usageEvents } from "@/db/schema";
import { testDatabase } from "@/db/testing/database";
import { transact } from "@/db/transact";
import { newId, type OrganizationId } from "@/lib/ids";
import { forgetOldHistory } from "./forget-history";
import { dayOf, makePartitions } from "./partitions";

testDatabase();

const day = 86_400_000;
const midnight = Math.floor(Date.now() / day) * day;

async function mintKeeper(historyDays: number): Promise<OrganizationId> {
  const id = newId("org");
  await transact({ organizationId: id }, (tx) =>
    tx.insert(organizations).values({ id, slug: id, name: "Keeper", historyDays }),
  );
  return id;
}

/** So many verdicts from that time on, of which several are of one moment. */
const happen = (orgId: OrganizationId, at: number, count: number) =>
  transact({ organizationId: orgId }, (tx) =>
    tx.insert(usageEvents).values(
      Array.from({ length: count }, (_, i) => ({
        orgId,
        at: new Date(at + Math.floor(i / 3)),
        requestId: newId("req"),
        outcome: "VALID",
        cost: 1,
        latencyMicros: 12,
      })),
    ),
  );

/** How many each day has, by its age. */
async function historyOf(orgId: OrganizationId): Promise<Record<number, number>> {
  const rows = await transact({ organizationId: orgId }, (tx) =>
    tx
      .select({
        day: sql<string>`(${usageEvents.at} at time zone 'UTC')::date::text`,
        count: sql<number>`count(*)::int`,
      })
      .from(usageEvents)
      .where(eq(usageEvents.orgId, orgId))
      .groupBy(sql`1`),
  );
  return Object.fromEntries(
    rows.map(({ day: name, count }) => [(midnight - Date.parse(name)) / day, count]),
  );
}

test("each organization's history goes when it is older than that organization keeps it", async () => {
  const [short, middle, long] = [await mintKeeper(2), await mintKeeper(7), await mintKeeper(30)];
  const ages = [0, 1, 2, 3, 7, 8, 20];
  await makePartitions(ages.map((age) => dayOf(midnight - age * day)));
  for (const org of [short, middle, long]) {
    for (const age of ages) await happen(org, midnight - age * day, 10);
    await happen(org, midnight - 2 * day - 60_000, 3);
  }
  expect(await forgetOldHistory({ budgetMs: 0 })).toBe(0);
  expect(await forgetOldHistory({ rowsAtOnce: 4 })).toBe(4 * 10 + 3 + 2 * 10);
  expect(await historyOf(short)).toEqual({ 0: 10, 1: 10, 2: 10 });
  expect(await historyOf(middle)).toEqual({ 0: 10, 1: 10, 2: 10, 3: 13, 7: 10 });
  expect(await historyOf(long)).toEqual({ 0: 10, 1: 10, 2: 10, 3: 13, 7: 10, 8: 10, 20: 10 });
  expect(await forgetOldHistory()).toBe(0);
});
