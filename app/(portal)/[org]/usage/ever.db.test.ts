import { expect, test } from "vitest";
import { testDatabase } from "@/lib/testing/database";
import { mintCrm, tried } from "@/lib/testing/hygiene";
import { usageReport } from "@/lib/usage/report";
import { wasEverAsked } from "./ever";

testDatabase();

test("what was asked for long ago is not new, what never was is", async () => {
  const { organization, owner, crm, make } = await mintCrm();
  const [old, fresh] = [await make("old"), await make("fresh")];
  await tried(organization, old, 60);
  const month = await usageReport(owner, { range: "30d" });
  expect(month.totals.total).toBe(0);
  expect(await wasEverAsked(owner, {})).toBe(true);
  expect(await wasEverAsked(owner, { application: crm.id })).toBe(true);
  expect(await wasEverAsked(owner, { key: old })).toBe(true);
  expect(await wasEverAsked(owner, { key: fresh })).toBe(false);
});
