import { cpSync } from "node:fs";
import { join } from "node:path";
import { inspect } from "node:util";
import { sql } from "drizzle-orm";
import { expect, test, vi } from "vitest";
import { database } from "@/db/client";
import { testDatabase } from "@/db/testing/database";
import { transact, transactSystem } from "@/db/transact";
import { newId, type OrganizationId } from "@/lib/ids";
import { testRecorders } from "@/lib/testing/recorder";
import { countedOf, spoolsIn, verdictOf } from "@/lib/testing/usage";
import type { UsageRecorder } from "./recorder";

testDatabase();

const { directory, recorderIn } = testRecorders();

const marksOf = (id: string) =>
  transactSystem(async (tx) => {
    const [row] = await tx.execute<{ counted: number; history: number }>(
      sql`select sequence::int as counted, history_sequence::int as history
        from usage_spools where id = ${id}::uuid`,
    );
    return row;
  });

/** What waits to be counted: verdicts of so many keys, that a recorder finds too many to count at once. */
function recordMany(recorder: UsageRecorder, organizationId: OrganizationId, keys: number) {
  for (let i = 0; i < keys; i++) recorder.record(verdictOf({ organizationId }));
  recorder.commit();
}

const withHistory = (organizationId: OrganizationId, events: number) =>
  vi.waitFor(async () => expect((await countedOf(organizationId)).events).toBe(events), 5_000);

test("of many keys the history is written at once, and the counts with those of some seconds", async () => {
  const path = directory();
  const recorder = await recorderIn(path, { everyMs: 50 });
  const organizationId = newId("org");
  recordMany(recorder, organizationId, 600);
  await withHistory(organizationId, 600);
  expect((await countedOf(organizationId)).count).toBe(0);
  recordMany(recorder, organizationId, 300);
  await withHistory(organizationId, 900);
  expect((await countedOf(organizationId)).count).toBe(0);
  const [id = ""] = spoolsIn(path);
  expect(await marksOf(id)).toMatchObject({ counted: 0 });
  await vi.waitFor(async () => expect((await countedOf(organizationId)).count).toBe(900), {
    timeout: 8_000,
    interval: 100,
  });
  const marks = await marksOf(id);
  expect(marks?.history).toBe(marks?.counted);
  await recorder.flush();
  expect(await countedOf(organizationId)).toEqual({ count: 900, cost: 900, events: 900 });
}, 20_000);

test("of few keys both are written within a second", async () => {
  const recorder = await recorderIn(directory(), { everyMs: undefined });
  const organizationId = newId("org");
  for (let time = 1; time <= 3; time++) {
    await new Promise((later) => setTimeout(later, 300));
    const began = performance.now();
    recordMany(recorder, organizationId, 5);
    await withHistory(organizationId, time * 5);
    expect((await countedOf(organizationId)).count).toBe(time * 5);
    expect(performance.now() - began).toBeLessThan(1_500);
  }
});

test("killed between its history and its counts, neither is written twice", async () => {
  const path = directory();
  const recorder = await recorderIn(path, { everyMs: 50, gate: "gate-1:4001" });
  const organizationId = newId("org");
  recordMany(recorder, organizationId, 600);
  await withHistory(organizationId, 600);
  const [id = ""] = spoolsIn(path);
  const left = directory();
  recordMany(recorder, organizationId, 40);
  cpSync(join(path, id), join(left, id), { recursive: true });
  expect(await marksOf(id)).toMatchObject({ counted: 0 });
  const next = await recorderIn(left, { gate: "gate-2:4001" });
  await next.replay();
  expect(await countedOf(organizationId)).toEqual({ count: 640, cost: 640, events: 640 });
  await recorder.flush();
  next.record(verdictOf({ organizationId }));
  await next.flush();
  expect(await countedOf(organizationId)).toEqual({ count: 641, cost: 641, events: 641 });
  const gates = await transact({ organizationId }, (tx) =>
    tx.execute(sql`select gate, count(*)::int as events from usage_events group by 1 order by 1`),
  );
  expect([...gates]).toEqual([
    { gate: "gate-1:4001", events: 640 },
    { gate: "gate-2:4001", events: 1 },
  ]);
});

test("what was written without this process hearing of it is not written twice", async () => {
  const recorder = await recorderIn(directory(), { everyMs: 50 });
  const organizationId = newId("org");
  recordMany(recorder, organizationId, 600);
  await withHistory(organizationId, 600);
  const execute = database().execute.bind(database());
  const isUnheard = vi.fn();
  const unheard = async (...call: Parameters<typeof execute>) => {
    const rows = await execute(...call);
    if (!inspect(call[0], { depth: 9 }).includes("portcullis_move_spool")) return rows;
    isUnheard();
    throw Object.assign(new Error("reset"), { code: "ECONNRESET" });
  };
  const deaf = vi.spyOn(database(), "execute").mockImplementation(unheard as never);
  recordMany(recorder, organizationId, 10);
  await vi.waitFor(() => expect(isUnheard).toHaveBeenCalled(), 3_000);
  deaf.mockRestore();
  recordMany(recorder, organizationId, 10);
  await recorder.flush();
  expect(await countedOf(organizationId)).toEqual({ count: 620, cost: 620, events: 620 });
});

test("what a process of an earlier version has counted has its history written too", async () => {
  const path = directory();
  const recorder = await recorderIn(path);
  const one = verdictOf();
  recorder.record(one);
  await recorder.flush();
  const [id = ""] = spoolsIn(path);
  await transactSystem((tx) => tx.execute(sql`update usage_spools set history_sequence = 0`));
  recorder.record(one);
  recorder.commit();
  const left = directory();
  cpSync(join(path, id), join(left, id), { recursive: true });
  await (await recorderIn(left)).replay();
  expect(await countedOf(one.organizationId)).toEqual({ count: 2, cost: 2, events: 2 });
});
