import { expect, test } from "vitest";
import { bucketOf } from "@/lib/usage/latency";
import { calmMinutes, leastVerdicts, type Measured, metricValue } from "./judge";
import { simulate } from "./simulate";
import type { AlertCondition } from "./words";

const minute = (total: number, refused = 0, micros?: number): Measured => ({
  total,
  refused,
  limited: 0,
  latencies: new Map(micros === undefined ? [] : [[bucketOf(micros), total]]),
});

const rule = (change: Partial<AlertCondition> = {}): AlertCondition => ({
  metric: "refusals",
  direction: "above",
  threshold: 9,
  windowMinutes: 5,
  ...change,
});

const quiet = (minutes: number) => Array.from({ length: minutes }, () => minute(10));

test("it fires once for one burst, and again for one that comes after it was calm", () => {
  const burst = [minute(10, 10)];
  expect(simulate(rule(), [...quiet(10), ...burst, ...quiet(10)])).toEqual({
    fired: 1,
    highest: 10,
    lowest: 0,
    latest: 0,
  });
  // Within the window for 5 minutes, then within bounds for 5 more: it fires on.
  const gap = 4 + calmMinutes;
  const twice = (between: number) =>
    simulate(rule(), [...quiet(10), ...burst, ...quiet(between), ...burst, ...quiet(10)]).fired;
  expect(twice(gap)).toBe(1);
  expect(twice(gap + 1)).toBe(2);
});

test("what wavers around the threshold fires once", () => {
  const wavering = Array.from({ length: 60 }, (_, index) => minute(10, index % 2 === 0 ? 3 : 1));
  expect(simulate(rule(), wavering)).toMatchObject({ fired: 1, highest: 11, lowest: 9 });
});

test("before the first whole window nothing is judged", () => {
  const below = rule({ metric: "requests", direction: "below", threshold: 1 });
  expect(simulate(below, [minute(0), minute(0)])).toMatchObject({ fired: 0, latest: null });
  expect(
    simulate(
      below,
      Array.from({ length: 5 }, () => minute(0)),
    ),
  ).toMatchObject({ fired: 1 });
});

test("a share of few verdicts says nothing", () => {
  const share = (total: number, refused: number) =>
    metricValue("refused-share", minute(total, refused));
  expect(share(leastVerdicts - 1, leastVerdicts - 1)).toBeNull();
  expect(share(leastVerdicts, 7)).toBe(35);
  expect(share(30, 1)).toBe(3.3);
});

test("a latency leaves the window with its minutes", () => {
  const slow = rule({ metric: "latency", threshold: 2 });
  const fast = () => Array.from({ length: 12 }, () => minute(10, 0, 100));
  const found = simulate(slow, [...fast(), minute(10, 0, 5000), ...fast()]);
  expect(found.fired).toBe(1);
  expect(found.highest).toBeGreaterThan(4.3);
  expect(found.highest).toBeLessThan(5.7);
  expect(found.latest).toBeLessThan(0.12);
});
