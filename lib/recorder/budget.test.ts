import { expect, test } from "vitest";
import { Budget } from "./budget";

/** What is kept of `rate` verdicts in each of `seconds`, spread evenly. */
function run(budget: Budget, rate: number, seconds: number, from = 0) {
  return Array.from({ length: seconds }, (_, second) => {
    const kept = Array.from({ length: rate }, (_, i) =>
      budget.take((from + second) * 1000 + Math.floor((i * 1000) / rate)),
    ).filter((oneOf) => oneOf > 0);
    return { rows: kept.length, stands: kept.reduce((sum, oneOf) => sum + oneOf, 0), kept };
  });
}

test("while few come, all are kept and stand for themselves", () => {
  for (const { rows, kept } of run(new Budget(2000), 900, 3)) {
    expect(rows).toBe(900);
    expect(new Set(kept)).toEqual(new Set([1]));
  }
});

test("of more a sample is kept, within the budget, that stands for about all", () => {
  const seconds = run(new Budget(2000), 40_000, 5);
  for (const { rows } of seconds) expect(rows).toBeLessThanOrEqual(2000);
  for (const { rows, stands, kept } of seconds.slice(1)) {
    expect(rows).toBeGreaterThan(1000);
    expect(stands).toBeGreaterThan(36_000);
    expect(stands).toBeLessThan(44_000);
    expect(Math.min(...kept)).toBeGreaterThanOrEqual(20);
  }
});

test("the first second of a flood is not spent at its beginning", () => {
  const [first] = run(new Budget(2000), 40_000, 1);
  expect(first?.rows).toBeLessThanOrEqual(2000);
  expect(first?.stands).toBeGreaterThan(25_000);
});

test("after the flood all are kept again", () => {
  const budget = new Budget(100);
  run(budget, 10_000, 2);
  expect(run(budget, 40, 2, 2).at(-1)?.rows).toBe(40);
  expect(run(budget, 40, 1, 60)[0]?.rows).toBe(40);
});

test("no budget keeps nothing", () => {
  expect(run(new Budget(0), 50, 2).map(({ rows }) => rows)).toEqual([0, 0]);
});
