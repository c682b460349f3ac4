import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { testDatabase } from "@/db/testing/database";
import { transactSystem } from "@/db/transact";
import { newId } from "@/lib/ids";
import { mintKey } from "@/lib/testing/key";
import { recordUse } from "@/lib/testing/limits";
import { mintOrganization } from "@/lib/testing/organization";
import { foldUsage } from "./fold";
import { dayMs, minuteMs } from "./period";
import { usedSince } from "./used";

testDatabase();

const today = Math.floor(Date.now() / dayMs) * dayMs;

test("what was used since a time is the same before, while and after it is made to hours and days", async () => {
  const [ours, theirs] = [await mintOrganization(), await mintOrganization()];
  const [key, other] = [(await mintKey(ours.owner)).key.id, (await mintKey(theirs.owner)).key.id];
  const of = { organizationId: ours.id, keyId: key };
  const start = today - 20 * dayMs;
  await recordUse(of, 1, new Date(start - minuteMs));
  await recordUse(of, 2, new Date(start));
  await recordUse(of, 4, new Date(today - minuteMs));
  await recordUse(of, 8, new Date(today));
  await recordUse(of, 16, new Date());
  await recordUse(of, 100, new Date(today - dayMs), "RATE_LIMITED");
  await recordUse({ organizationId: theirs.id, keyId: other }, 1000, new Date(today - 3 * dayMs));
  const at = (time: number, keyId = key, organizationId = ours.id) => ({
    organizationId,
    keyId,
    from: new Date(time),
  });
  const wishes = [
    at(start),
    at(today),
    at(start - minuteMs),
    at(start, other, theirs.id),
    at(start, other),
    at(start, newId("key")),
    at(Date.now() + dayMs),
  ];
  const expected = [30, 24, 31, 1000, 0, 0, 0];
  const used = () => transactSystem((tx) => usedSince(tx, wishes));
  expect(await used()).toEqual(expected);
  await foldUsage();
  expect(await used()).toEqual(expected);
  await recordUse(of, 32, new Date(today - 2 * dayMs));
  expect(await used()).toEqual([62, 24, 63, 1000, 0, 0, 0]);
  await foldUsage();
  expect(await used()).toEqual([62, 24, 63, 1000, 0, 0, 0]);
  await transactSystem((tx) =>
    tx.execute(sql`
    delete from usage_minutes where minute < ${new Date(today - dayMs).toISOString()}::timestamptz`),
  );
  expect((await used()).slice(0, 2)).toEqual([62, 24]);
  expect(await transactSystem((tx) => usedSince(tx, []))).toEqual([]);
});
