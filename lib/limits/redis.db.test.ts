import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { testDatabase } from "@/db/testing/database";
import { type KeyId, newId, type OrganizationId } from "@/lib/ids";
import { mintKey } from "@/lib/testing/key";
import { rate, ratesOf, recordUse } from "@/lib/testing/limits";
import { mintOrganization } from "@/lib/testing/organization";
import { startRedis, type TestRedis } from "@/lib/testing/redis";
import type { Limiter, Limits, Taken } from "@/lib/verification/services";
import { redisLimiter } from "./redis";

testDatabase();

let organizationId: OrganizationId = newId("org");
let keyId: KeyId;
let redis: TestRedis;
let clients: ReturnType<typeof redisLimiter>[];

beforeAll(async () => {
  redis = await startRedis();
  clients = Array.from({ length: 3 }, () => redisLimiter(redis.url, 5_000));
  await answering(...clients);
}, 120_000);

afterAll(async () => {
  await Promise.all(clients.map((client) => client.close()));
  await redis.stop();
});

beforeEach(() => {
  keyId = newId("key");
});

const ask = (client: Limiter, limits: Limits, cost = 1) =>
  client.take(organizationId, keyId, limits, cost, Date.now());

/** Once every client is answered. */
async function answering(...all: Limiter[]): Promise<void> {
  for (const client of all) {
    for (let tries = 0; ; tries++) {
      const answered = await Promise.resolve(ask(client, ratesOf(rate(1)), 0)).catch(() => null);
      if (answered) break;
      if (tries > 100) throw new Error("Redis does not answer");
      await sleep(50);
    }
  }
}

/** Every client asks so many times, a hundred at once. */
async function together(times: number, limits: Limits): Promise<Taken[]> {
  const taken: Taken[] = [];
  await Promise.all(
    clients.map(async (client) => {
      for (let left = times; left > 0; left -= 100) {
        const now = Array.from({ length: Math.min(left, 100) }, () => ask(client, limits));
        taken.push(...(await Promise.all(now)));
      }
    }),
  );
  return taken;
}

const valid = (taken: Taken[]) => taken.filter(({ code }) => code === "VALID").length;

test.each([1, 10, 99, 1000])("three clients together let exactly %i pass", async (limit) => {
  const taken = await together(limit + 5, ratesOf(rate(limit)));
  expect(valid(taken)).toBe(limit);
  const remaining = taken.flatMap(({ code, rateLimits }) =>
    code === "VALID" ? rateLimits.map((one) => one.remaining) : [],
  );
  expect(new Set(remaining).size).toBe(limit);
});

test("the largest limit is counted to the unit", async () => {
  const limits = ratesOf(rate(100_000_000));
  const [client] = clients;
  if (!client) throw new Error("no client");
  for (let i = 0; i < 99; i++) expect((await ask(client, limits, 1_000_000)).code).toBe("VALID");
  const almost = await ask(client, limits, 999_990);
  expect(almost.rateLimits[0]?.remaining).toBeGreaterThanOrEqual(10);
  expect((await ask(client, limits, 1_000_000)).code).toBe("RATE_LIMITED");
});

test("all limits give or none, the quota is named first", async () => {
  const limits: Limits = {
    rateLimits: [rate(20, undefined, "burst"), rate(50, undefined, "long")],
    quota: { limit: 30, period: "month" },
  };
  const first = await together(10, limits);
  expect(valid(first)).toBe(20);
  expect(first.find(({ code }) => code !== "VALID")).toMatchObject({
    code: "RATE_LIMITED",
    rateLimits: [
      { name: "burst", remaining: 0 },
      { name: "long", remaining: 30 },
    ],
  });
  const more = await together(10, { ...limits, rateLimits: [rate(50, undefined, "long")] });
  expect(valid(more)).toBe(10);
  expect(more.some(({ code }) => code === "QUOTA_EXCEEDED")).toBe(true);
  const [over] = await together(1, limits);
  expect(over).toMatchObject({ code: "QUOTA_EXCEEDED" });
});

test("what flows back may be spent when it was told", async () => {
  const limits = ratesOf(rate(10, 1000));
  expect(valid(await together(10, limits))).toBe(10);
  const [refused] = await together(1, limits);
  expect(refused?.retryAfterMs).toBeGreaterThan(0);
  expect(refused?.retryAfterMs).toBeLessThanOrEqual(100);
  await sleep(1010);
  expect(valid(await together(10, limits))).toBe(10);
});

test("a quota that Redis has forgotten goes on from what was counted; a script is sent again", async () => {
  const { owner } = await mintOrganization();
  organizationId = owner.organizationId;
  keyId = (await mintKey(owner)).key.id;
  const limits: Limits = { rateLimits: [], quota: { limit: 30, period: "day" } };
  expect(valid(await together(4, limits))).toBe(12);
  await redis.forget();
  await recordUse({ organizationId, keyId }, 12);
  expect(valid(await together(10, limits))).toBe(18);
});

test("while Redis does not answer, 503 in time; afterwards it goes on", async () => {
  const limits = ratesOf(rate(1000));
  const hasty = redisLimiter(redis.url);
  await answering(hasty);
  redis.freeze();
  const began = performance.now();
  await expect(ask(hasty, limits)).rejects.toMatchObject({ code: "UNAVAILABLE" });
  expect(performance.now() - began).toBeLessThan(300);
  redis.goOn();
  await answering(hasty, ...clients);
  await hasty.close();
  expect((await together(1, limits)).every(({ code }) => code === "VALID")).toBe(true);
});
