import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { transactSystem } from "@/db/transact";
import { type OrganizationId, toUuid } from "@/lib/ids";
import { mintCountedWorld, randomCounts } from "@/lib/testing/counted-world";
import { writeCounts } from "@/lib/testing/counts";
import { testDatabase } from "@/lib/testing/database";
import { foldUsage } from "./fold";
import { usageReport } from "./report";

testDatabase();

const totalsOf = (id: OrganizationId) =>
  transactSystem((tx) =>
    tx.execute(sql`
      select level, minute, application_id, api_id, endpoint_id, environment, outcome, count, cost,
        portcullis_merge_latencies(latencies) as latencies
      from usage_total_minutes where org_id = ${toUuid("org", id)}
      order by 1, 2, 3, 4, 5, 6, 7`),
  );

/** As if gates that knew no totals had counted all, or some, of what is three hours old. */
const loseTotals = (id: OrganizationId, share: number) =>
  transactSystem((tx) =>
    tx.execute(sql`
      delete from usage_total_minutes
      where org_id = ${toUuid("org", id)} and minute < now() - interval '3 hours'
        and abs(hashtext(minute::text)) % 100 < ${share * 100}`),
  );

const day = 86_400_000;

test("totals that are missing are made of the counts of keys before their hour is", async () => {
  const [from, to] = [new Date(Date.now() - 34 * day), new Date()].map((at) => at.toISOString());
  const range = { range: "custom", from, to };
  const worlds = [];
  for (const share of [1, 0.5, 0]) {
    const world = await mintCountedWorld(2);
    const { id, auditor } = world.organization;
    await writeCounts(randomCounts(world, 400));
    const before = { totals: await totalsOf(id), report: await usageReport(auditor, range) };
    await loseTotals(id, share);
    expect((await totalsOf(id)).length < before.totals.length).toBe(share > 0);
    worlds.push({ id, auditor, before });
  }
  await foldUsage(120_000);
  for (const { id, auditor, before } of worlds) {
    expect(await totalsOf(id)).toEqual(before.totals);
    expect((await usageReport(auditor, range)).totals).toEqual(before.report.totals);
    expect((await usageReport(auditor, range)).outcomes).toEqual(before.report.outcomes);
  }
}, 60_000);
