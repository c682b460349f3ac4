import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { closeDatabase, ping } from "@/db/client";
import { testDatabase } from "@/db/testing/database";
import { generateKey, generateToken } from "@/lib/keys/format";
import { mintKey } from "@/lib/testing/key";
import { type MintedOrganization, mintOrganization, mintToken } from "@/lib/testing/organization";
import { Follower } from "./follower";
import { GateMemory } from "./memory";
import { rememberedSource } from "./remembered";
import type { RememberedToken } from "./remembered-token";
import { portalServices, type Services } from "./services";
import { type Verdict, verify } from "./verify";

const database = testDatabase();

/** Stands between this process and the database, and can stop passing anything on. */
function openProxy(port: number) {
  const pairs = new Set<[Socket, Socket]>();
  let silent = false;
  const server = createServer((near) => {
    const far = connect(port, "127.0.0.1");
    const pair: [Socket, Socket] = [near, far];
    pairs.add(pair);
    for (const [from, to] of [pair, [far, near] as const]) {
      from.on("data", (data) => void (silent || to.write(data)));
      from.on("error", () => {});
      from.on("close", () => {
        to.destroy();
        pairs.delete(pair);
      });
    }
  });
  return {
    server,
    /** Neither answers nor ends. */
    silence: () => {
      silent = true;
    },
    restore: () => {
      silent = false;
      for (const [near, far] of pairs) for (const socket of [near, far]) socket.destroy();
    },
  };
}

const direct = new URL(database.url);
const proxy = openProxy(Number(direct.port));
let ours: MintedOrganization;
let token: string;
const staleSeconds = 2;
const memory = new GateMemory<RememberedToken>();
let follower: Follower;
let services: Services;

beforeAll(async () => {
  await new Promise<void>((done) => proxy.server.listen(0, "127.0.0.1", done));
  const { port } = proxy.server.address() as AddressInfo;
  process.env.DATABASE_URL = Object.assign(new URL(database.url), { port: String(port) }).href;
  ours = await mintOrganization();
  ({ serviceToken: token } = await mintToken(ours, ["keys.verify"]));
  follower = new Follower(memory, { version: "test", address: "test", staleSeconds });
  follower.start();
  await vi.waitUntil(() => follower.lease.holds());
  const source = rememberedSource(memory, follower.lease, { staleMs: staleSeconds * 1000 });
  services = { ...portalServices, source };
});
afterAll(async () => {
  proxy.restore();
  await follower.stop();
  await closeDatabase();
  proxy.server.close();
});

const origin = { requestId: "req_test", network: null, userAgent: null } as const;

async function ask(key: string): Promise<{ ms: number; answer: Verdict | { status: number } }> {
  const began = performance.now();
  const answer = await (async () =>
    verify(await services.source.token(token, origin), { key }, services))().catch(
    (error: { status: number }) => ({ status: error.status }),
  );
  return { ms: performance.now() - began, answer };
}

test("a lost database: stale answers up to their bound, 503 in time, and all well again soon", async () => {
  const { apiKey } = await mintKey(ours.owner);
  const cold = await mintKey(ours.owner);
  expect((await ask(apiKey)).answer).toMatchObject({ code: "VALID" });
  proxy.silence();
  const lostAt = performance.now();
  await expect.poll(() => follower.lease.holds(), { timeout: 2000, interval: 5 }).toBe(false);
  let stale = 0;
  let slowest = 0;
  for (let since = 0; since < staleSeconds * 1000 + 1500; since = performance.now() - lostAt) {
    const [known, unknown] = await Promise.all([ask(apiKey), ask(cold.apiKey)]);
    slowest = Math.max(slowest, known.ms, unknown.ms);
    expect(unknown.answer).toEqual({ status: 503 });
    if ("status" in known.answer) expect(known.answer.status).toBe(503);
    else {
      stale++;
      expect(known.answer).toMatchObject({ code: "VALID", stale: true });
      expect(known.answer.ageMs).toBeGreaterThan(800);
      expect(known.answer.ageMs).toBeLessThan(staleSeconds * 1000 + 1000);
    }
    await new Promise((done) => setTimeout(done, 20));
  }
  expect(stale).toBeGreaterThan(20);
  expect((await ask(apiKey)).answer).toEqual({ status: 503 });
  expect(memory.size.keys).toBe(1);
  proxy.restore();
  const restored = performance.now();
  await expect
    .poll(async () => (await ask(cold.apiKey)).answer, { timeout: 5000, interval: 20 })
    .toMatchObject({ code: "VALID" });
  const back = performance.now() - restored;
  console.log(
    `lost: ${stale} stale answers, slowest answer ${slowest.toFixed(0)} ms, back after ${back.toFixed(0)} ms`,
  );
  expect(slowest).toBeLessThan(400);
  expect(back).toBeLessThan(3000);
  const { answer } = await ask(apiKey);
  expect(answer).toMatchObject({ code: "VALID" });
  expect(answer).not.toHaveProperty("stale");
}, 30_000);

test("a flood of an unknown token or key asks the database once", async () => {
  await expect.poll(() => follower.lease.holds()).toBe(true);
  const unknown = generateToken();
  const refuse = async () => {
    await expect((async () => services.source.token(unknown, origin))()).rejects.toMatchObject({
      status: 401,
    });
  };
  await refuse();
  expect(memory.size.refused).toBe(1);
  const key = generateKey("pcl", "production");
  expect((await ask(key)).answer).toMatchObject({ code: "NOT_FOUND" });
  proxy.silence();
  for (let i = 0; i < 50; i++) await refuse();
  expect((await ask(key)).answer).toMatchObject({ code: "NOT_FOUND" });
  proxy.restore();
  await expect.poll(() => follower.lease.holds(), { timeout: 5000 }).toBe(true);
  await expect.poll(() => ping(500), { timeout: 5000 }).toBe(true);
  const made = await mintToken(ours, ["keys.verify"]);
  const actor = await services.source.token(made.serviceToken, origin);
  expect(actor.id).toBe(made.actor.id);
}, 20_000);
