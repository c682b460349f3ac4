import { randomUUID } from "node:crypto";
import { cpSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { testDatabase } from "@/db/testing/database";
import { onDisk, testRecorders } from "@/lib/testing/recorder";
import { countedOf, spoolsIn, verdictOf } from "@/lib/testing/usage";
import { Flusher } from "./flusher";
import { Spool } from "./spool";
import { Tally } from "./tally";
import { Framer } from "./turn";

testDatabase();

const { directory, recorderIn } = testRecorders();

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
  const one = verdictOf();
  const { organizationId } = one;
  const tally = new Tally();
  for (let i = 0; i < 20; i++) {
    tally.clear(spool.sequence);
    tally.add(one);
    spool.append(new Framer(null).frame(tally));
    spool.cut();
    await Promise.all([new Flusher(spool).flush(true), new Flusher(spool).flush(true)]);
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
