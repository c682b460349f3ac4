import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { testDatabase } from "@/db/testing/database";
import { newId } from "@/lib/ids";
import { testRecorders } from "@/lib/testing/recorder";
import { countedOf, verdictOf } from "@/lib/testing/usage";

testDatabase();

const { directory, recorderIn } = testRecorders();

/** Milliseconds that this thread has run, whatever else the machine does. */
function threadMs(): number {
  try {
    return Number(readFileSync("/proc/thread-self/schedstat", "utf8").split(" ")[0]) / 1e6;
  } catch {
    return performance.now();
  }
}

/** How long the event loop was kept at most, until it is asked. */
function longestTurn(): () => number {
  let longest = 0;
  let before = threadMs();
  let going = true;
  const look = () => {
    longest = Math.max(longest, threadMs() - before);
    before = threadMs();
    if (going) setImmediate(look);
  };
  setImmediate(look);
  return () => {
    going = false;
    return longest;
  };
}

test("40,000 keys of one second are counted without keeping the event loop", async () => {
  const recorder = await recorderIn(directory());
  const one = verdictOf();
  const at = Math.floor(one.at / 60_000) * 60_000;
  const fill = async (keys: number) => {
    for (let i = 0; i < keys; i++) {
      recorder.record({ ...one, at, keyId: newId("key") });
      if (i % 40 === 0) recorder.commit();
      if (i % 1000 === 0) await new Promise((next) => setImmediate(next));
    }
  };
  await fill(5_000);
  await recorder.flush();
  await fill(40_000);
  const stop = longestTurn();
  await recorder.flush();
  const longest = stop();
  console.log(`the longest turn took ${longest.toFixed(1)} ms`);
  expect((await countedOf(one.organizationId)).count).toBe(45_000);
  expect(longest).toBeLessThan(15);
}, 60_000);
