import { setTimeout as pause } from "node:timers/promises";
import { expect, test } from "vitest";
import { Waiting } from "./waiting";

test("so many wait until they may go on, or for a while; the others do not", async () => {
  const waiting = new Waiting(2);
  const done: string[] = [];
  const wait = (name: string, ms: number) => void waiting.wait(ms).then(() => done.push(name));
  wait("patient", 60_000);
  wait("hasty", 10);
  wait("too many", 60_000);
  await pause(1);
  expect(done).toEqual(["too many"]);
  await pause(30);
  expect(done).toEqual(["too many", "hasty"]);
  waiting.goOn();
  await pause(1);
  expect(done).toEqual(["too many", "hasty", "patient"]);
});
