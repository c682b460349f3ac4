import { randomUUID } from "node:crypto";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "drizzle-orm";
import { afterEach, expect, test, vi } from "vitest";
import { database } from "@/db/client";
import { testDatabase } from "@/db/testing/database";
import { transact, transactSystem } from "@/db/transact";
import { newId } from "@/lib/ids";
import { countedOf, spoolsIn, verdictOf } from "@/lib/testing/usage";
import { Batch, Slices } from "./batch";
import { Flusher } from "./flusher";
import { UsageRecorder } from "./recorder";
import { Spool } from "./spool";
import { Framer } from "./turn";
import { usedSince } from "./used";

testDatabase();

const made: string[] = [];
const open: UsageRecorder[] = [];

function directory(): string {
  const path = mkdtempSync(join(tmpdir(), "portcullis-spool-"));
  made.push(path);
  return path;
}

async function recorderIn(
  path: string,
  options: { maxBytes?: number; eventsPerSecond?: number } = {},
) {
  const recorder = await UsageRecorder.open({ directory: path, everyMs: 1e6, ...options });
  open.push(recorder);
  return recorder;
}

afterEach(async () => {
  vi.restoreAllMocks();
  await Promise.all(open.splice(0).map((recorder) => recorder.close()));
  for (const path of made.splice(0)) rmSync(path, { recursive: true, force: true });
});

const databaseAway = () =>
  vi
    .spyOn(database(), "transaction")
    .mockRejectedValue(Object.assign(new Error("away"), { code: "ECONNREFUSED" }));

/** What the files of a spool hold. */
async function onDisk(path: string): Promise<number> {
  const batch = new Batch();
  for (const id of spoolsIn(path)) {
    for (const name of readdirSync(join(path, id))) {
      if (name.endsWith(".usage1"))
        await batch.add(readFileSync(join(path, id, name)), new Slices());
    }
  }
  return [...batch.counts()].reduce((sum, { count }) => sum + count, 0);
}

test("verdicts are counted by what they have in common, with their history", async () => {
  const recorder = await recorderIn(directory());
  const one = verdictOf({
    cost: 3,
    tags: ["eu-1"],
    path: "/a",
    method: "GET",
    network: "192.0.2.1",
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
    environment: null,
  });
  await recorder.flush();
  expect(await countedOf(one.organizationId)).toEqual({ count: 7, cost: 21, events: 7 });
  const tenant = { organizationId: one.organizationId };
  const rows = await transact(tenant, (tx) =>
    tx.execute(
      sql`select outcome, environment, count::int, cost::int from usage_minutes order by 1`,
    ),
  );
  expect([...rows]).toEqual([
    { outcome: "NOT_FOUND", environment: "", count: 1, cost: 3 },
    { outcome: "RATE_LIMITED", environment: "production", count: 1, cost: 3 },
    { outcome: "VALID", environment: "production", count: 5, cost: 15 },
  ]);
  const [event] = await transact(tenant, (tx) =>
    tx.execute(sql`select path, method, host(network::inet) as network, tags, cost, one_of,
      latency_micros from usage_events where outcome = 'VALID'`),
  );
  expect(event).toEqual({
    path: "/a",
    method: "GET",
    network: "192.0.2.1",
    tags: ["eu-1"],
    cost: 3,
    one_of: 1,
    latency_micros: 12,
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

/** Whether what was committed stands on the disk before anybody could be answered. */
async function outlivesTheProcess(recorder: UsageRecorder, path: string): Promise<boolean> {
  const one = verdictOf();
  for (let turn = 1; turn <= 20; turn++) {
    for (let i = 0; i < 3; i++) recorder.record(one);
    recorder.commit();
    if ((await onDisk(path)) !== turn * 3) return false;
  }
  return true;
}

test("what a turn has committed outlives the process", async () => {
  const path = directory();
  expect(await outlivesTheProcess(await recorderIn(path), path)).toBe(true);
});

test("a recorder that writes every 100 ms would not pass", async () => {
  const path = directory();
  const recorder = await recorderIn(path);
  const commit = recorder.commit.bind(recorder);
  const timer = setInterval(commit, 100);
  vi.spyOn(recorder, "commit").mockImplementation(() => {});
  expect(await outlivesTheProcess(recorder, path)).toBe(false);
  clearInterval(timer);
});

test("a crash between counting and deleting counts nothing twice", async () => {
  const path = directory();
  const recorder = await recorderIn(path);
  const one = verdictOf();
  recorder.record(one);
  recorder.commit();
  const [id = ""] = spoolsIn(path);
  const elsewhere = directory();
  cpSync(join(path, id), join(elsewhere, id), { recursive: true });
  await recorder.flush();
  const next = await recorderIn(elsewhere);
  await next.replay();
  expect((await countedOf(one.organizationId)).count).toBe(1);
  expect(readdirSync(join(elsewhere, spoolsIn(elsewhere)[0] ?? "", "adopted"))).toEqual([]);
});

test("what was partly counted before a crash is counted from there", async () => {
  const path = directory();
  const recorder = await recorderIn(path);
  const one = verdictOf();
  const [first, second] = [directory(), directory()];
  recorder.record(one);
  recorder.commit();
  const [id = ""] = spoolsIn(path);
  cpSync(join(path, id), join(first, id), { recursive: true });
  await recorder.flush();
  recorder.record(one);
  recorder.record(one);
  recorder.commit();
  cpSync(join(path, id), join(second, id), { recursive: true });
  cpSync(join(first, id), join(second, id), { recursive: true });
  const next = await recorderIn(second);
  await next.replay();
  expect((await countedOf(one.organizationId)).count).toBe(3);
  await recorder.flush();
  expect((await countedOf(one.organizationId)).count).toBe(3);
});

test("two that count the same spool at once count it once", async () => {
  const spool = await Spool.open(directory());
  const { organizationId, at } = verdictOf();
  for (let i = 0; i < 20; i++) {
    spool.append(new Framer().frame(`${at}\n+${organizationId},,,,,NOT_FOUND\n0`));
    spool.cut();
    await Promise.all([new Flusher(spool).flush(), new Flusher(spool).flush()]);
    expect((await countedOf(organizationId)).count).toBe(i + 1);
  }
  await spool.close();
});

test("of several that start at once only one takes over what a dead process left", async () => {
  const path = directory();
  const dead = await recorderIn(path);
  const one = verdictOf();
  for (let i = 0; i < 4; i++) {
    for (let j = 0; j < 10; j++) dead.record(one);
    dead.commit();
  }
  const [id = ""] = spoolsIn(path);
  const left = directory();
  cpSync(join(path, id), join(left, id), { recursive: true });
  const starting = await Promise.all(Array.from({ length: 6 }, () => recorderIn(left)));
  await Promise.all(starting.map((recorder) => recorder.replay()));
  expect((await countedOf(one.organizationId)).count).toBe(40);
  expect(spoolsIn(left)).toHaveLength(6);
});

test("nobody takes over what a living process writes", async () => {
  const path = directory();
  const alive = await recorderIn(path);
  const one = verdictOf();
  alive.record(one);
  alive.commit();
  await (await recorderIn(path)).replay();
  expect(await onDisk(path)).toBe(1);
  alive.record(one);
  await alive.flush();
  expect((await countedOf(one.organizationId)).count).toBe(2);
});

test("what a process left that had taken over another's is counted too", async () => {
  const path = directory();
  const one = verdictOf();
  const first = await recorderIn(path);
  first.record(one);
  first.commit();
  const [id = ""] = spoolsIn(path);
  const left = directory();
  const within = join(left, randomUUID(), "adopted");
  mkdirSync(within, { recursive: true });
  cpSync(join(path, id), join(within, id), { recursive: true });
  await (await recorderIn(left)).replay();
  expect((await countedOf(one.organizationId)).count).toBe(1);
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
  for (const days of [0, 29, 31, 399, 401]) recorder.record({ ...one, at: one.at - days * day });
  await recorder.flush();
  expect(await countedOf(one.organizationId)).toEqual({ count: 4, cost: 4, events: 2 });
});

test("while the database is away everything waits, and is counted when it is back", async () => {
  const path = directory();
  const recorder = await recorderIn(path);
  const one = verdictOf();
  const away = databaseAway();
  for (let i = 0; i < 50; i++) {
    recorder.record(one);
    if (i % 10 === 0) await expect(recorder.flush()).rejects.toThrow();
  }
  expect(recorder.stats()).toMatchObject({ pendingSegments: 5, durable: true });
  away.mockRestore();
  await recorder.flush();
  expect(await countedOf(one.organizationId)).toEqual({ count: 50, cost: 50, events: 50 });
  expect(recorder.stats()).toMatchObject({ pendingSegments: 0, pendingBytes: 0 });
});

test("a full spool first goes without history, then holds the counts in memory", async () => {
  const recorder = await recorderIn(directory(), { maxBytes: 20_000 });
  const one = verdictOf({ path: "x".repeat(500) });
  const begin = Math.floor(one.at / 60_000) * 60_000 - 600_000;
  const away = databaseAway();
  for (let i = 0; i < 600; i++) {
    recorder.record({ ...one, keyId: i % 2 ? one.keyId : newId("key"), at: begin + i * 1000 });
    recorder.commit();
  }
  await expect(recorder.flush()).rejects.toThrow();
  const { pendingBytes, withoutHistory, lost } = recorder.stats();
  expect(pendingBytes).toBeLessThan(21_000);
  expect(withoutHistory).toBeGreaterThan(550);
  expect(lost).toBe(0);
  away.mockRestore();
  await recorder.flush();
  const { count, events } = await countedOf(one.organizationId);
  expect(count).toBe(600);
  expect(events).toBe(600 - withoutHistory);
});

test("where no disk can be written, memory keeps it until it is counted", async () => {
  const path = join(directory(), "file");
  cpSync(import.meta.filename, path);
  const recorder = await recorderIn(path);
  expect(recorder.isDurable).toBe(false);
  const one = verdictOf();
  recorder.record(one);
  await recorder.flush();
  recorder.record(one);
  await recorder.close();
  expect((await countedOf(one.organizationId)).count).toBe(2);
});

test("a directory that is lost while it runs costs nothing", async () => {
  const path = directory();
  const recorder = await recorderIn(path);
  const one = verdictOf();
  recorder.record(one);
  await recorder.flush();
  rmSync(path, { recursive: true });
  for (let i = 0; i < 3; i++) {
    recorder.record(one);
    await recorder.flush();
  }
  expect((await countedOf(one.organizationId)).count).toBe(4);
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
  recorder.record({ ...one, latencyMicros: 2 ** 40 });
  await recorder.flush();
  expect(await countedOf(one.organizationId)).toEqual({ count: 1, cost: 1, events: 0 });
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
