import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { type Exclusively, schedule } from "./schedule";

const always: Exclusively = async (_name, work) => {
  await work();
  return true;
};

it("runs a job at once, then every so often, until it is stopped", async () => {
  let runs = 0;
  const run = async () => {
    runs++;
    return 0;
  };
  const { stop } = schedule([{ name: "count", everySeconds: 0.02, run }], always);
  await sleep(200);
  await stop();
  expect(runs).toBeGreaterThanOrEqual(3);
  const then = runs;
  await sleep(60);
  expect(runs).toBe(then);
});

it("goes on after a failure, of this job and the others", async () => {
  let failures = 0;
  let runs = 0;
  const jobs = [
    {
      name: "broken",
      everySeconds: 0.01,
      run: () => Promise.reject(new Error(`failure ${++failures}`)),
    },
    { name: "sound", everySeconds: 0.01, run: async () => ++runs },
  ];
  const { stop } = schedule(jobs, always);
  await sleep(150);
  await stop();
  expect(failures).toBeGreaterThan(1);
  expect(runs).toBeGreaterThan(1);
});

it("waits for the run under way before it has stopped, and leaves out what another does", async () => {
  let done = false;
  let stolen = false;
  const slow = async () => {
    await sleep(100);
    done = true;
    return 1;
  };
  const elsewhere = async () => {
    stolen = true;
    return 1;
  };
  const some: Exclusively = (name, work) =>
    name === "slow" ? always(name, work) : Promise.resolve(false);
  const { stop } = schedule(
    [
      { name: "slow", everySeconds: 60, run: slow },
      { name: "elsewhere", everySeconds: 60, run: elsewhere },
    ],
    some,
  );
  await stop();
  expect([done, stolen]).toEqual([true, false]);
});
