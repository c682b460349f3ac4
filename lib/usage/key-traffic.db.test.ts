import { expect, test } from "vitest";
import { newId } from "@/lib/ids";
import { testDatabase } from "@/lib/testing/database";
import { mintKey } from "@/lib/testing/key";
import { recordUse } from "@/lib/testing/limits";
import { mintOrganization } from "@/lib/testing/organization";
import { keyTraffic } from "./key-traffic";

testDatabase();

const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000);

test("the traffic of keys is what was counted of them in the last minutes", async () => {
  const { id: organizationId, auditor, owner } = await mintOrganization();
  const mint = async () => (await mintKey(owner)).key.id;
  const [one, other, unused] = [await mint(), await mint(), await mint()];
  const of = (keyId: typeof one) => ({ organizationId, keyId });
  await recordUse(of(one), 5);
  await recordUse(of(one), 2, ago(1), "RATE_LIMITED");
  await recordUse(of(one), 40, ago(61));
  await recordUse(of(other), 3, ago(1));
  await recordUse(of(await mint()), 9);

  const traffic = await keyTraffic(auditor, { keys: [one, other, unused] });
  expect(traffic).toMatchObject({
    total: 10,
    refused: 2,
    outcomes: [
      { outcome: "VALID", count: 8 },
      { outcome: "RATE_LIMITED", count: 2 },
    ],
  });
  expect(Object.fromEntries(traffic.keys.map(({ id, total }) => [id, total]))).toEqual({
    [one]: 7,
    [other]: 3,
  });
  expect(traffic.minutes).toHaveLength(60);
  const busy = traffic.minutes.filter(({ valid, refused }) => valid + refused > 0);
  expect(busy.map(({ valid, refused }) => [valid, refused])).toEqual([
    [3, 2],
    [5, 0],
  ]);

  const day = await keyTraffic(auditor, { keys: [one], minutes: 1440 });
  expect(day.total).toBe(47);
  expect(day.minutes).toHaveLength(60);
});

test("keys of another organization count nothing", async () => {
  const ours = await mintOrganization();
  const theirs = await mintOrganization();
  const keyId = (await mintKey(theirs.owner)).key.id;
  await recordUse({ organizationId: theirs.id, keyId }, 5);
  expect((await keyTraffic(theirs.owner, { keys: [keyId] })).total).toBe(5);
  expect(await keyTraffic(ours.owner, { keys: [keyId] })).toMatchObject({ total: 0, keys: [] });
});

test("what is no list of keys or number of minutes is refused", async () => {
  const { owner } = await mintOrganization();
  const keys = [newId("key")];
  for (const minutes of [
    -1,
    0,
    1441,
    2 ** 31,
    2 ** 53,
    Number.POSITIVE_INFINITY,
    "60",
    "0x10",
    Number.NaN,
  ]) {
    await expect(keyTraffic(owner, { keys, minutes })).rejects.toMatchObject({ code: "INVALID" });
  }
  for (const wrong of [[], ["x"], "x", undefined]) {
    await expect(keyTraffic(owner, { keys: wrong })).rejects.toMatchObject({ code: "INVALID" });
  }
});
