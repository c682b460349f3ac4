import { inspect } from "node:util";
import { and, eq, sql } from "drizzle-orm";
import fc from "fast-check";
import { expect, test, vi } from "vitest";
import { database } from "@/db/client";
import { keys, organizations, usageFolds } from "@/db/schema";
import { testDatabase } from "@/db/testing/database";
import { transact, transactSystem } from "@/db/transact";
import { newId, type OrganizationId, toUuid } from "@/lib/ids";
import { mintKey } from "@/lib/testing/key";
import { mintOrganization } from "@/lib/testing/organization";
import { testRecorders } from "@/lib/testing/recorder";
import { countedOf, verdictOf } from "@/lib/testing/usage";
import { bucketOf } from "@/lib/usage/latency";

testDatabase();

const { directory, recorderIn } = testRecorders();

type Sum = { count: number; cost: number; latencies: number[] };
const sums = sql`sum(count)::int as count, sum(cost)::int as cost,
  portcullis_latencies(latencies) as latencies`;
const numbers = (rows: Iterable<Sum & Record<string, unknown>>) =>
  [...rows].map((row) => ({ ...row, latencies: row.latencies.map(Number) }));
const verdictsIn = (latencies: number[]) =>
  latencies.reduce((sum, one) => sum + Math.floor(one / 64), 0);

/** Each level of totals, and what it tells apart. */
const levels = [
  ["organization", []],
  ["application", ["application_id", "api_id"]],
  ["endpoint", ["api_id", "endpoint_id"]],
] as const;

/** What minutes say of an organization, and totals of that level, told apart as they are. */
async function compared(organizationId: OrganizationId, level: string, apart: string[]) {
  const columns = sql.join(
    [...apart, "minute", "environment", "outcome"].map((name) => sql.identifier(name)),
    sql`, `,
  );
  const read = (from: ReturnType<typeof sql>) =>
    transact({ organizationId }, (tx) =>
      tx.execute<Sum & Record<string, unknown>>(
        sql`select ${columns}, ${sums} from ${from} group by ${columns} order by ${columns}`,
      ),
    );
  const [minutes, totals] = [
    await read(sql`usage_minutes`),
    await read(sql`(select * from usage_total_minutes where level = ${level}) as t`),
  ];
  return { minutes: numbers(minutes), totals: numbers(totals) };
}

test("totals of each level are what the minutes add up to, and every verdict has its latency", async () => {
  const recorder = await recorderIn(directory());
  const [organizationId, other] = [newId("org"), newId("org")];
  const some = <P extends "app" | "key" | "api" | "end">(prefix: P) =>
    Array.from({ length: 3 }, () => newId(prefix));
  const [apps, ids, apis, ends] = [some("app"), some("key"), some("api"), some("end")];
  const now = Date.now();
  const one = fc.record({
    at: fc.integer({ min: now - 180_000, max: now }),
    organizationId: fc.constantFrom(organizationId, organizationId, other),
    applicationId: fc.option(fc.constantFrom(...apps)),
    keyId: fc.option(fc.constantFrom(...ids)),
    apiId: fc.option(fc.constantFrom(...apis)),
    endpointId: fc.option(fc.constantFrom(...ends)),
    environment: fc.constantFrom("production" as const, "staging" as const, null),
    code: fc.constantFrom("VALID" as const, "REVOKED" as const),
    cost: fc.nat(9),
    latencyMicros: fc.integer({ min: 1, max: 100_000 }),
  });
  const latencies = new Map<number, number>();
  let [count, cost] = [0, 0];
  for (let flush = 0; flush < 4; flush++) {
    for (const changes of fc.sample(one, 400)) {
      recorder.record(verdictOf(changes));
      if (Math.random() < 0.1) recorder.commit();
      if (changes.organizationId === other) continue;
      const bucket = bucketOf(changes.latencyMicros);
      latencies.set(bucket, (latencies.get(bucket) ?? 0) + 1);
      count++;
      cost += changes.cost;
    }
    await recorder.flush();
  }
  const expected = [...latencies].sort(([a], [b]) => a - b).map(([b, n]) => n * 64 + b);
  for (const [level, apart] of levels) {
    const { minutes, totals } = await compared(organizationId, level, [...apart]);
    expect(totals).toEqual(minutes);
    expect(totals.length).toBeGreaterThan(apart.length * 8);
    for (const row of totals) expect(verdictsIn(row.latencies)).toBe(row.count);
    const [all] = numbers(
      await transact({ organizationId }, (tx) =>
        tx.execute<Sum>(sql`select ${sums} from usage_total_minutes where level = ${level}`),
      ),
    );
    expect(all).toEqual({ count, cost, latencies: expected });
  }
});

test("latencies of a minute stay short, however often it is counted", async () => {
  const recorder = await recorderIn(directory());
  const one = verdictOf({ at: Math.floor(Date.now() / 60_000) * 60_000 - 1 });
  for (let flush = 0; flush < 40; flush++) {
    for (const latencyMicros of [3, 40, 700]) recorder.record({ ...one, latencyMicros });
    await recorder.flush();
  }
  const { organizationId } = one;
  const rows = await transact({ organizationId }, (tx) =>
    tx.execute<{ length: number; latencies: number[] }>(
      sql`select cardinality(latencies) as length, portcullis_merge_latencies(latencies) as latencies
        from usage_minutes`,
    ),
  );
  expect(rows[0]?.length).toBeLessThan(70);
  expect(rows[0]?.latencies.map(Number)).toEqual(
    [3, 40, 700].map((micros) => 40 * 64 + bucketOf(micros)),
  );
});

test("what comes late lands in its own minute, and what was made of its hour no longer counts", async () => {
  const recorder = await recorderIn(directory());
  const hour = Math.floor(Date.now() / 3_600_000) * 3_600_000 - 5 * 3_600_000;
  const day = Math.floor(hour / 86_400_000) * 86_400_000;
  const marks = [
    { grain: "hour" as const, start: new Date(hour) },
    { grain: "hour" as const, start: new Date(hour - 3_600_000) },
    { grain: "day" as const, start: new Date(day) },
    { grain: "day" as const, start: new Date(day - 86_400_000) },
  ];
  await transactSystem((tx) => tx.insert(usageFolds).values(marks));
  const one = verdictOf({ at: hour + 25 * 60_000 + 7 });
  recorder.record(one);
  await recorder.flush();
  const left = await transactSystem((tx) => tx.select().from(usageFolds));
  const timesOf = (all: { start: Date }[]) => all.map(({ start }) => start.getTime()).sort();
  expect(timesOf(left)).toEqual([hour - 3_600_000, day - 86_400_000].sort());
  const [row] = await transact(one, (tx) =>
    tx.execute<{ at: number }>(
      sql`select extract(epoch from minute)::int as at from usage_minutes`,
    ),
  );
  expect(row?.at).toBe((hour + 25 * 60_000) / 1000);
});

test("what took very long, or was told by a clock that is far ahead, keeps its history and counts", async () => {
  const recorder = await recorderIn(directory());
  const at = Date.UTC(2040, 1, 3, 4, 5, 6);
  const one = verdictOf({ at, latencyMicros: 3_600_000_000 });
  recorder.record(one);
  await recorder.flush();
  const rows = await transact(one, (tx) =>
    tx.execute(sql`
      select e.at::text, e.latency_micros, m.minute::text, t.count::int, cardinality(m.latencies)
      from usage_events e, usage_minutes m, usage_total_minutes t
      where t.level = 'organization' and t.minute = m.minute`),
  );
  expect([...rows]).toEqual([
    {
      at: expect.stringMatching(/^2040-02-03 04:05:06/),
      latency_micros: 2 ** 31 - 1,
      minute: expect.stringMatching(/^2040-02-03 04:05:00/),
      count: 1,
      cardinality: 1,
    },
  ]);
});

test("an organization that wants it has its callers' networks written, and not their addresses", async () => {
  const [cut, full] = [await mintOrganization(), await mintOrganization()];
  await transact({ organizationId: cut.id }, (tx) =>
    tx
      .update(organizations)
      .set({ historyNetworks: "truncated" })
      .where(eq(organizations.id, cut.id)),
  );
  const recorder = await recorderIn(directory());
  const told = async ({ id, owner }: typeof cut) => {
    const found: Record<string, unknown>[] = [];
    for (const network of ["203.0.113.77", "2001:db8:1:2::77", null]) {
      const { key } = await mintKey(owner);
      const { applicationId } = key;
      const who = { organizationId: id, keyId: key.id, applicationId };
      recorder.record(verdictOf({ ...who, network }));
      recorder.record(verdictOf({ ...who, keyId: null, network, code: "NOT_FOUND" }));
      await recorder.flush();
      await recorder.flush();
      const [row] = await transact({ organizationId: id }, (tx) =>
        tx
          .select({
            history: sql`(select json_agg(distinct network) from usage_events)`,
            used: keys.lastUsedNetwork,
            seen: sql`(select array_agg(network) from key_networks
              where key_id = ${toUuid("key", key.id)}::uuid)`,
          })
          .from(keys)
          .where(and(eq(keys.orgId, id), eq(keys.id, key.id))),
      );
      await transact({ organizationId: id }, (tx) => tx.execute(sql`delete from usage_events`));
      if (row) found.push(row);
    }
    return found;
  };
  const [four, six] = ["203.0.113.0/24", "2001:db8:1::/48"];
  expect(await told(cut)).toEqual([
    { history: [four], used: four, seen: [four] },
    { history: [six], used: six, seen: [six] },
    { history: [null], used: null, seen: null },
  ]);
  expect(await told(full)).toEqual([
    { history: ["203.0.113.77"], used: "203.0.113.77", seen: [four] },
    { history: ["2001:db8:1:2::77"], used: "2001:db8:1:2::77", seen: [six] },
    { history: [null], used: null, seen: null },
  ]);
});

test("what takes several statements is written whole where the last of them is made again", async () => {
  const recorder = await recorderIn(directory());
  const organizationId = newId("org");
  for (let i = 0; i < 5_100; i++) {
    recorder.record(verdictOf({ organizationId, apiId: newId("api"), endpointId: newId("end") }));
  }
  const transaction = database().transaction.bind(database());
  const told: string[] = [];
  const deadlock = Object.assign(new Error("deadlock detected"), { code: "40P01" });
  const once = vi.spyOn(database(), "transaction").mockImplementation((work) =>
    transaction(async (tx) => {
      const execute = tx.execute.bind(tx);
      const failing = async (...call: Parameters<typeof execute>) => {
        const text = inspect(call[0], { depth: 9 });
        const of =
          ["add_totals", "add_minutes", "context"].find((name) => text.includes(name)) ?? "";
        told.push(of);
        if (of === "add_totals" && told.filter((name) => name === of).length === 3) throw deadlock;
        return await execute(...call);
      };
      vi.spyOn(tx, "execute").mockImplementation(failing as never);
      return work(tx);
    }),
  );
  await recorder.flush();
  once.mockRestore();
  expect(told.filter((name) => name === "add_totals").length).toBeGreaterThan(5);
  const { count, cost } = await countedOf(organizationId);
  expect({ count, cost }).toEqual({ count: 5_100, cost: 5_100 });
  for (const [level, apart] of levels) {
    const { minutes, totals } = await compared(organizationId, level, [...apart]);
    expect(totals).toEqual(minutes);
  }
}, 60_000);
