import { setTimeout as sleep } from "node:timers/promises";
import { eq, sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { charge } from "@/db/limits";
import { limitDebts } from "@/db/schema";
import { testDatabase } from "@/db/testing/database";
import { transactSystem } from "@/db/transact";
import { mintKey } from "@/lib/testing/key";
import {
  asker,
  countedTable,
  openTestGate,
  passes,
  quotaOf,
  rate,
  ratesOf,
  recordUse,
} from "@/lib/testing/limits";
import { mintOrganization } from "@/lib/testing/organization";
import type { Limits } from "@/lib/verification/services";
import type { Table } from "./gate";
import { portalLimiter } from "./portal";
import { pruneLimitDebts } from "./prune";

testDatabase();

test.each([1, 2, 10, 99, 100, 1000, 12_345])(
  "one gate lets exactly %i of more pass, however they come",
  async (limit) => {
    const ask = asker();
    const limiter = await openTestGate();
    const limits = ratesOf(rate(limit));
    expect(await passes(limit + 20, () => ask(limiter, limits))).toBe(limit);
    expect(await passes(20, () => ask(limiter, limits))).toBe(0);
    const refused = await ask(limiter, limits);
    expect(refused).toMatchObject({ code: "RATE_LIMITED", rateLimits: [{ limit, remaining: 0 }] });
    expect(refused.retryAfterMs).toBeLessThanOrEqual(Math.ceil(86_400_000 / limit));
    expect(refused.retryAfterMs).toBeGreaterThan(0);
  },
);

test("what flows back may be spent, to the request", async () => {
  const ask = asker();
  let at = 1_000_000;
  const clock = { monotonic: () => at, wall: () => Date.now() - 1e6 + at };
  const limiter = await openTestGate({ clock });
  const one = () =>
    limiter.take(ask.organizationId, ask.keyId, ratesOf(rate(60, 60_000)), 1, clock.wall());
  expect(await passes(80, one)).toBe(60);
  for (const [wait, expected] of [
    [999, 0],
    [1, 1],
    [5_500, 5],
    [499, 0],
    [1, 1],
    [3_600_000, 60],
  ] as const) {
    at += wait;
    expect({ wait, passed: await passes(80, one) }).toEqual({ wait, passed: expected });
  }
});

test("several limits and the quota all give, or none; the quota is named first", async () => {
  const ask = asker();
  const limiter = await openTestGate();
  const limits: Limits = {
    rateLimits: [rate(50, undefined, "burst"), rate(200, undefined, "long")],
    quota: { limit: 100, period: "month" },
  };
  expect(await passes(60, () => ask(limiter, limits))).toBe(50);
  const limited = await ask(limiter, limits);
  expect(limited).toMatchObject({
    code: "RATE_LIMITED",
    rateLimits: [
      { name: "burst", limit: 50, remaining: 0, resetAt: expect.stringMatching(/^20.*Z$/) },
      { name: "long", limit: 200, remaining: 150 },
    ],
  });
  const roomy: Limits = { ...limits, rateLimits: [rate(200, undefined, "long")] };
  expect(await passes(200, () => ask(limiter, roomy))).toBe(50);
  const over = await ask(limiter, limits);
  expect(over.code).toBe("QUOTA_EXCEEDED");
  expect(over.rateLimits[1]).toMatchObject({ remaining: 100 });
  expect(new Date(Date.now() + over.retryAfterMs).getUTCDate()).toBe(1);
  expect((await ask(limiter, ratesOf(rate(200, undefined, "long")))).code).toBe("VALID");
});

test("a cost of 0 looks and takes nothing; one above the limit is always refused", async () => {
  const ask = asker();
  const limiter = await openTestGate();
  const limits = ratesOf(rate(5));
  for (const cost of [0, 0, 6, 1_000_000, 0]) {
    const code = cost === 0 ? "VALID" : "RATE_LIMITED";
    expect(await ask(limiter, limits, cost)).toMatchObject({
      code,
      rateLimits: [{ remaining: 5 }],
    });
  }
  expect((await ask(limiter, limits, 5)).code).toBe("VALID");
});

test("a warm gate answers at once, with few statements, and refuses without any", async () => {
  const ask = asker();
  const { seen, table } = countedTable();
  const limiter = await openTestGate({ table });
  const limits: Limits = {
    rateLimits: [rate(20_000, 1000), rate(1_000_000, 60_000, "minute")],
    quota: { limit: 10_000_000, period: "day" },
  };
  const keys = Array.from({ length: 50 }, () => asker());
  const flood = async (ms: number) => {
    let [waited, asked] = [0, 0];
    const began = performance.now();
    while (performance.now() - began < ms) {
      for (let i = 0; i < 300; i++) {
        asked++;
        if (keys[asked % 50]?.(limiter, limits) instanceof Promise) waited++;
      }
      await sleep(1);
    }
    return { waited, asked };
  };
  await Promise.all(keys.map((askOne) => askOne(limiter, limits)));
  await flood(500);
  seen.statements = 0;
  const { waited, asked } = await flood(3000);
  expect(asked).toBeGreaterThan(20_000);
  expect(waited / asked).toBeLessThan(0.005);
  expect(seen.statements).toBeLessThanOrEqual(18);
  const small = ratesOf(rate(10));
  await passes(11, () => ask(limiter, small));
  await sleep(300);
  seen.statements = 0;
  for (let i = 0; i < 1000; i++)
    expect(ask(limiter, small)).toMatchObject({ code: "RATE_LIMITED" });
  expect(seen.statements).toBe(0);
});

test("a quota goes on after a restart from what was counted, crashed or not", async () => {
  const { id, owner } = await mintOrganization();
  const ask = asker(id, (await mintKey(owner)).key.id);
  const limits = quotaOf(100);
  await recordUse(ask, 40);
  const first = await openTestGate();
  expect(await passes(30, () => ask(first, limits))).toBe(30);
  await first.close();
  const second = await openTestGate();
  expect(await passes(20, () => ask(second, limits))).toBe(20);
  await recordUse(
    ask,
    53,
    new Date(Date.now() - 60_000 * (new Date().getUTCDate() > 1 ? 1440 : 0)),
  );
  const third = await openTestGate();
  const left = await passes(200, () => ask(third, limits));
  expect(left).toBeGreaterThanOrEqual(7);
  expect(left).toBeLessThanOrEqual(12);
  expect(await ask(portalLimiter, limits)).toMatchObject({ code: "QUOTA_EXCEEDED" });
});

test("another limit counts from the start, a raised quota from what was used", async () => {
  let ask = asker();
  const limiter = await openTestGate();
  expect(await passes(30, () => ask(limiter, ratesOf(rate(10))))).toBe(10);
  expect(await passes(30, () => ask(limiter, ratesOf(rate(20))))).toBe(20);
  expect((await ask(limiter, ratesOf(rate(10)))).code).toBe("VALID");
  ask = asker();
  expect(await passes(30, () => ask(limiter, quotaOf(10)))).toBe(10);
  expect(await passes(30, () => ask(limiter, quotaOf(15)))).toBe(5);
  expect((await ask(limiter, quotaOf(5))).code).toBe("QUOTA_EXCEEDED");
});

test("without the database: 503 in time, or what this gate knows where that is allowed", async () => {
  const ask = asker();
  let lost = false;
  const table: Partial<Table> = {
    charge: (...wish) => (lost ? new Promise(() => {}) : charge(...wish)),
  };
  const deadlineMs = 200;
  const [strict, stale] = [
    await openTestGate({ table, deadlineMs }),
    await openTestGate({ table, deadlineMs, staleMs: 30_000 }),
  ];
  const limits = ratesOf(rate(10));
  for (const limiter of [strict, stale]) expect((await ask(limiter, limits)).code).toBe("VALID");
  lost = true;
  const began = performance.now();
  await expect(ask(strict, limits)).rejects.toMatchObject({ code: "UNAVAILABLE" });
  expect(performance.now() - began).toBeLessThan(450);
  expect(await passes(20, () => ask(stale, limits))).toBe(8);
  lost = false;
  await sleep(300);
  expect((await ask(strict, ratesOf(rate(20)))).code).toBe("VALID");
});

test("what nothing weighs on is forgotten", async () => {
  const ask = asker();
  const limiter = await openTestGate();
  await ask(limiter, ratesOf(rate(10)));
  await asker(ask.organizationId)(limiter, ratesOf(rate(10, 1000)), 10);
  const rows = () =>
    transactSystem((tx) =>
      tx.select().from(limitDebts).where(eq(limitDebts.orgId, ask.organizationId)),
    );
  const before = await rows();
  await transactSystem((tx) =>
    tx
      .update(limitDebts)
      .set({ idleAt: sql`now() - interval '2 minutes'` })
      .where(eq(limitDebts.slot, "rate default 10/1000")),
  );
  expect(await pruneLimitDebts()).toBe(1);
  expect(await rows()).toHaveLength(before.length - 1);
});
