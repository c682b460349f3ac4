import { cpSync, mkdirSync, renameSync, rmdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { testDatabase } from "@/db/testing/database";
import { newId } from "@/lib/ids";
import { databaseAway, onDisk, testRecorders } from "@/lib/testing/recorder";
import { countedOf, spoolsIn, verdictOf } from "@/lib/testing/usage";
import type { UsageRecorder } from "./recorder";

testDatabase();

const { directory, recorderIn } = testRecorders();

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

test("a segment that can't be read for a while is counted when it can", async () => {
  const path = directory();
  const recorder = await recorderIn(path);
  const one = verdictOf();
  const away = databaseAway();
  for (let i = 0; i < 3; i++) {
    recorder.record(one);
    await expect(recorder.flush()).rejects.toThrow();
  }
  away.mockRestore();
  const segment = join(path, spoolsIn(path)[0] ?? "", "2.usage4");
  renameSync(segment, `${segment}.away`);
  mkdirSync(segment);
  for (let i = 0; i < 2; i++) await expect(recorder.flush()).rejects.toThrow();
  rmdirSync(segment);
  renameSync(`${segment}.away`, segment);
  await recorder.flush();
  expect(await countedOf(one.organizationId)).toEqual({ count: 3, cost: 3, events: 3 });
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
  expect(withoutHistory).toBeGreaterThan(400);
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
