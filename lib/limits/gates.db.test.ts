import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { testDatabase } from "@/db/testing/database";
import {
  asker,
  countedTable,
  openTestGate,
  passes,
  quotaOf,
  rate,
  ratesOf,
} from "@/lib/testing/limits";
import type { Limiter, Limits } from "@/lib/verification/services";
import { portalLimiter } from "./portal";

testDatabase();

test.each([
  [10, 60],
  [100, 150],
  [1000, 900],
  [20_000, 9000],
])("three gates let a limit of %i pass, and 2 per cent more at most", async (limit, each) => {
  const ask = asker();
  const all = [
    await openTestGate(countedTable()),
    await openTestGate(countedTable()),
    await openTestGate(countedTable()),
  ];
  const limits = ratesOf(rate(limit));
  let passed = 0;
  let after = 0;
  await Promise.all(
    all.map(async (limiter) => {
      for (let left = each; left > 0; ) {
        const burst = Math.min(left, 1 + Math.floor(Math.random() * (each / 5)));
        left -= burst;
        const now = await passes(burst, () => ask(limiter, limits));
        passed += now;
        await sleep(Math.random() * 20);
      }
    }),
  );
  for (const limiter of all) after += await passes(50, () => ask(limiter, limits));
  for (const limiter of all) after += await passes(50, () => ask(limiter, limits));
  expect(passed + after).toBeLessThanOrEqual(limit * 1.02);
  if (3 * each >= limit) expect(passed + after).toBeGreaterThanOrEqual(limit);
  for (const limiter of all) {
    expect(ask(limiter, limits)).toMatchObject({ code: "RATE_LIMITED" });
  }
});

test("gates and the portal share a quota", async () => {
  const ask = asker();
  const all: Limiter[] = [
    await openTestGate(countedTable()),
    await openTestGate(countedTable()),
    portalLimiter,
  ];
  const limits = quotaOf(300);
  let sum = 0;
  await Promise.all(
    all.map(async (one) => {
      for (let i = 0; i < 40; i++) {
        const now = await passes(5, () => ask(one, limits));
        sum += now;
      }
    }),
  );
  expect(sum).toBeGreaterThanOrEqual(300);
  expect(sum).toBeLessThanOrEqual(306);
  for (const limiter of all) {
    expect(await ask(limiter, limits)).toMatchObject({ code: "QUOTA_EXCEEDED" });
  }
});

test("the portal takes exactly what each request needs", async () => {
  const ask = asker();
  const limits: Limits = { rateLimits: [rate(7)], quota: { limit: 9, period: "day" } };
  expect(await passes(30, () => ask(portalLimiter, limits))).toBe(7);
  expect(await ask(portalLimiter, limits)).toMatchObject({
    code: "RATE_LIMITED",
    rateLimits: [{ name: "default", remaining: 0 }],
  });
  expect(await ask(portalLimiter, { ...limits, rateLimits: [] }, 3)).toMatchObject({
    code: "QUOTA_EXCEEDED",
  });
  expect(await ask(portalLimiter, limits, 0)).toMatchObject({ code: "VALID" });
});

test("a gate whose machine was suspended does not spend what it held before", async () => {
  const ask = asker();
  const periodMs = 10_000;
  const limit = 100_000;
  const limits = ratesOf(rate(limit, periodMs));
  const sleeper = await openTestGate({ clock: { monotonic: () => 1, wall: () => Date.now() } });
  expect(await passes(1, () => ask(sleeper, limits))).toBe(1);
  expect(await passes(3000, () => ask(sleeper, limits))).toBe(3000);
  await sleep(1500);
  const other = await openTestGate();
  const began = Date.now();
  let passed = await passes(limit + 20_000, () => ask(other, limits));
  passed += await passes(20_000, () => ask(sleeper, limits));
  const most = limit + ((Date.now() - began) * limit) / periodMs;
  expect(passed).toBeGreaterThanOrEqual(limit);
  expect(passed).toBeLessThanOrEqual(most * 1.02);
});
