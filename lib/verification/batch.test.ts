import { Readable } from "node:stream";
import { setImmediate as nextTurn } from "node:timers/promises";
import { expect, test } from "vitest";
import { makeActor, type TokenActor } from "@/lib/access/actor";
import { AppError, invalid } from "@/lib/errors";
import { newId } from "@/lib/ids";
import { generateKey } from "@/lib/keys/format";
import { verifyBatchDoor } from "./batch";
import type { Services } from "./services";
import type { Answered, Source } from "./source";

const origin = { requestId: newId("req"), network: null, userAgent: null };
const actor = makeActor<TokenActor>({
  kind: "token",
  id: newId("tok"),
  organizationId: newId("org"),
  name: "gateway",
  scopes: ["keys.verify"],
  apiId: null,
  environment: null,
  expiresAt: null,
  origin,
});
const missing: Answered = {
  finding: "missing",
  apiId: null,
  granted: null,
  standing: null,
  matcher: null,
};
const keys = Array.from({ length: 1000 }, () => generateKey("pcl", "production"));

async function ask(find: Source["find"], items: unknown[] = keys.map((key) => ({ key }))) {
  let recorded = 0;
  const services: Services = {
    source: { token: () => actor, find, reach: () => [], ask: (work) => work() },
    limiter: { take: () => ({ code: "VALID", rateLimits: [], retryAfterMs: 0 }) },
    recorder: {
      record: () => {
        recorded++;
      },
    },
  };
  const headers = { get: (name: string) => (name === "content-type" ? "application/json" : null) };
  const body = Readable.from([Buffer.from(JSON.stringify({ items }))]);
  const target = "/v1/keys/verify-batch";
  const answer = await verifyBatchDoor(
    { target, headers, forwardedFor: null, body, origin },
    services,
  );
  return { status: answer.status, json: JSON.parse(answer.body), recorded };
}

const slow = () => {
  for (const until = performance.now() + 0.2; performance.now() < until; );
  return missing;
};

test.each([1, 20])("of %i batches at once others have their turn in between", async (batches) => {
  let [rounds, going] = [0, true];
  const others = (async () => {
    for (; going; rounds++) await nextTurn();
  })();
  const began = performance.now();
  const items = keys.slice(0, 1000 / batches).map((key) => ({ key }));
  const answers = await Promise.all(Array.from({ length: batches }, () => ask(slow, items)));
  const ms = performance.now() - began;
  going = false;
  await others;
  for (const { json, recorded } of answers) {
    expect(json.results).toHaveLength(items.length);
    expect(recorded).toBe(items.length);
  }
  console.log(`${batches} batches: a turn of the others each ${(ms / rounds).toFixed(1)} ms`);
  expect(ms / rounds).toBeLessThan(15);
});

test("few of a batch wait for the database at once", async () => {
  let [waiting, most] = [0, 0];
  const { json } = await ask(async () => {
    most = Math.max(most, ++waiting);
    await nextTurn();
    waiting--;
    return missing;
  });
  expect(json.results.every((result: { code: string }) => result.code === "NOT_FOUND")).toBe(true);
  expect(most).toBe(4);
});

test("one failure ends it all, at once and once", async () => {
  let asked = 0;
  const { status } = await ask(async () => {
    asked++;
    await nextTurn();
    throw new AppError("UNAVAILABLE", "No answer.", { retryAfter: 1 });
  });
  expect(status).toBe(503);
  expect(asked).toBeLessThan(10);
});

test("an unknown API is found out before anything much is counted, wherever it stands", async () => {
  const items = keys.map((key, index) => ({ key, api: index === 900 ? "nope" : "orders" }));
  const { status, json, recorded } = await ask((_, __, asked) => {
    if (asked?.api === "nope") throw invalid("api", "There is no such API.");
    return missing;
  }, items);
  expect(status).toBe(422);
  expect(json.errors).toEqual([{ path: "items.900.api", message: "There is no such API." }]);
  expect(recorded).toBeLessThan(2);
});
