import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { nobody } from "@/db/schema";
import { testDatabase } from "@/db/testing/database";
import { transact, transactSystem } from "@/db/transact";
import { newId, toUuid } from "@/lib/ids";
import { mintKey } from "@/lib/testing/key";
import { mintOrganization } from "@/lib/testing/organization";
import { testRecorders } from "@/lib/testing/recorder";
import { countedOf, verdictOf } from "@/lib/testing/usage";
import { usedSince } from "@/lib/usage/used";

testDatabase();

const { directory, recorderIn } = testRecorders();

test("verdicts are counted by what they have in common, with their history", async () => {
  const recorder = await recorderIn(directory(), { gate: "gate.test:4001" });
  const ours = await mintOrganization();
  const { key } = await mintKey(ours.owner);
  const one = verdictOf({
    organizationId: ours.id,
    applicationId: key.applicationId,
    keyId: key.id,
    cost: 3,
    tags: ["eu-1"],
    path: "/a",
    method: "GET",
    network: "192.0.2.1",
    userAgent: "curl/8.5.0 (of anna@example.test)",
    apiId: newId("api"),
    endpointId: newId("end"),
  });
  const at = Math.floor(one.at / 60_000) * 60_000;
  for (let i = 0; i < 5; i++) recorder.record({ ...one, at: at + i });
  recorder.record({ ...one, at, code: "RATE_LIMITED" });
  recorder.record({
    ...one,
    at,
    code: "NOT_FOUND",
    keyId: null,
    applicationId: null,
    endpointId: null,
    environment: null,
  });
  await recorder.flush();
  expect(await countedOf(one.organizationId)).toEqual({ count: 7, cost: 21, events: 7 });
  const tenant = { organizationId: one.organizationId };
  const rows = await transact(tenant, (tx) =>
    tx.execute(
      sql`select outcome, environment, endpoint_id as endpoint, count::int, cost::int
        from usage_minutes order by 1`,
    ),
  );
  const endpoint = toUuid("end", one.endpointId ?? newId("end"));
  expect([...rows]).toEqual([
    { outcome: "NOT_FOUND", environment: "", endpoint: nobody, count: 1, cost: 3 },
    { outcome: "RATE_LIMITED", environment: "production", endpoint, count: 1, cost: 3 },
    { outcome: "VALID", environment: "production", endpoint, count: 5, cost: 15 },
  ]);
  const [event] = await transact(tenant, (tx) =>
    tx.execute(sql`select path, method, host(network::inet) as network, tags, cost, one_of,
      latency_micros, endpoint_id as endpoint, user_agent, gate from usage_events where outcome = 'VALID'`),
  );
  expect(event).toEqual({
    path: "/a",
    method: "GET",
    network: "192.0.2.1",
    tags: ["eu-1"],
    cost: 3,
    one_of: 1,
    latency_micros: 12,
    endpoint,
    user_agent: "curl",
    gate: "gate.test:4001",
  });
  const { organizationId, keyId } = one;
  const used = (from: number) =>
    transact(tenant, (tx) =>
      usedSince(tx, [
        { organizationId, keyId: newId("key"), from: new Date(from) },
        { organizationId, keyId: keyId ?? newId("key"), from: new Date(from) },
      ]),
    );
  expect(await used(at)).toEqual([0, 15]);
  expect(await used(at + 60_000)).toEqual([0, 0]);
  expect(
    await transact({ organizationId: newId("org") }, (tx) =>
      usedSince(tx, [{ organizationId, keyId: keyId ?? newId("key"), from: new Date(at) }]),
    ),
  ).toEqual([0]);
});

test("midnight and a missing partition are no obstacle", async () => {
  const recorder = await recorderIn(directory());
  const midnight = new Date().setUTCHours(0, 0, 0, 0);
  const one = verdictOf();
  for (const at of [midnight - 1, midnight, midnight + 1]) recorder.record({ ...one, at });
  await recorder.flush();
  expect(await countedOf(one.organizationId)).toEqual({ count: 3, cost: 3, events: 3 });
  const day = new Date(midnight).toISOString().slice(0, 10).replaceAll("-", "");
  await transactSystem(async (tx) => {
    await tx.execute(sql.join([sql`drop table `, sql.identifier(`usage_minutes_${day}`)]));
    await tx.execute(sql.join([sql`drop table `, sql.identifier(`usage_events_${day}`)]));
  });
  recorder.record({ ...one, at: midnight });
  await expect(recorder.flush()).rejects.toThrow();
  await recorder.flush();
  expect(await countedOf(one.organizationId)).toEqual({ count: 2, cost: 2, events: 2 });
});

test("of an old spool only what is still kept is counted", async () => {
  const recorder = await recorderIn(directory());
  const one = verdictOf();
  const day = 86_400_000;
  for (const days of [0, 29, 31, 34, 36]) recorder.record({ ...one, at: one.at - days * day });
  await recorder.flush();
  expect(await countedOf(one.organizationId)).toEqual({ count: 4, cost: 4, events: 2 });
});

test("texts that PostgreSQL does not hold harm nothing", async () => {
  const recorder = await recorderIn(directory());
  const one = verdictOf({ path: "/\0\ud800x", tags: ["\0", "a\udfff", '"{}\\,'], method: "\0" });
  recorder.record(one);
  await recorder.flush();
  expect(await countedOf(one.organizationId)).toEqual({ count: 1, cost: 1, events: 1 });
});

test("a row that no table takes keeps no other from being counted", async () => {
  const recorder = await recorderIn(directory());
  const [one, other] = [verdictOf(), verdictOf()];
  recorder.record(other);
  recorder.record({ ...one, cost: 2 ** 31 });
  await recorder.flush();
  expect(await countedOf(one.organizationId)).toEqual({ count: 1, cost: 2 ** 31, events: 0 });
  expect((await countedOf(other.organizationId)).count).toBe(1);
  recorder.record({ ...one, organizationId: "org_broken" });
  await recorder.flush();
  recorder.record(other);
  await recorder.flush();
  expect((await countedOf(other.organizationId)).count).toBe(2);
});

test("the history is kept within its budget and says how many it stands for", async () => {
  const recorder = await recorderIn(directory(), { eventsPerSecond: 100 });
  const one = verdictOf({ at: Math.floor(Date.now() / 1000) * 1000 });
  for (let i = 0; i < 5000; i++) recorder.record(one);
  await recorder.flush();
  const { count, events } = await countedOf(one.organizationId);
  expect([count, recorder.stats().withoutHistory]).toEqual([5000, 5000 - events]);
  expect(events).toBeLessThanOrEqual(100);
  expect(events).toBeGreaterThan(80);
});
