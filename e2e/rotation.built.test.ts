import { spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { testDatabase } from "@/db/testing/database";
import { mintKey } from "@/lib/testing/key";
import { mintOrganization, mintToken } from "@/lib/testing/organization";
import { type Servers, startServers } from "./access/servers";

testDatabase();

let servers: Servers;
let token: string;
let key: Awaited<ReturnType<typeof mintKey>>;
let stopWorker: () => Promise<unknown>;

beforeAll(async () => {
  const ours = await mintOrganization();
  const scopes = ["keys.verify", "keys.read", "keys.write"] as const;
  token = (await mintToken(ours, scopes)).serviceToken;
  key = await mintKey(ours.owner);
  servers = await startServers();
  const worker = spawn(process.execPath, ["dist/worker.js"], {
    env: {
      ...process.env,
      NODE_ENV: "production",
      LOG_LEVEL: "error",
      PORTCULLIS_PROCESS: "worker",
    },
    stdio: ["ignore", "inherit", "inherit"],
  });
  stopWorker = () => {
    const gone = once(worker, "exit");
    worker.kill("SIGTERM");
    return gone;
  };
}, 60_000);
afterAll(async () => {
  await Promise.all([stopWorker?.(), servers?.stop()]);
});

async function ask(url: string, body?: object) {
  const response = await fetch(url, {
    method: body ? "POST" : "GET",
    headers: {
      authorization: `Bearer ${token}`,
      ...(body && { "content-type": "application/json" }),
    },
    body: body && JSON.stringify(body),
  });
  return response.json();
}

const api = (path: string, body?: object) => ask(`${servers.portal}/v1/keys/${path}`, body);
const codeOf = async (apiKey: string): Promise<string> =>
  (await ask(`${servers.gate}/v1/keys/verify`, { key: apiKey })).code;

/** Asks the gate 500 times a second with the keys of `inUse` in turn, until it is stopped. */
function traffic(inUse: string[]) {
  const codes: Record<string, number> = { VALID: 0, UNAVAILABLE: 0 };
  const count = (code: string) => {
    codes[code] = (codes[code] ?? 0) + 1;
  };
  const asked: Promise<void>[] = [];
  const began = performance.now();
  const timer = setInterval(() => {
    while (asked.length < (performance.now() - began) / 2) {
      asked.push(codeOf(inUse[asked.length % inUse.length] ?? "").then(count));
    }
  }, 10);
  return async () => {
    clearInterval(timer);
    const rate = (asked.length / (performance.now() - began)) * 1000;
    await Promise.all(asked);
    const { VALID: valid = 0, UNAVAILABLE: unavailable = 0, ...refused } = codes;
    return { valid, unavailable, refused, rate };
  };
}

test("a key is rotated under 500 verifications a second and none is refused", async () => {
  const { apiKey } = key;
  const inUse = [apiKey, apiKey];
  const stop = traffic(inUse);
  await sleep(1000);
  const wish = { overlap: "1h", activation: "first-use" };
  const { apiKey: next, rotated } = await api(`${key.key.id}/rotate`, wish);
  expect(rotated).toMatchObject({ retiresAt: null, overlapSeconds: 3600 });
  inUse[0] = next;
  const firstUse = Date.now();
  const started = await vi.waitFor(
    async () => {
      const old = await api(key.key.id);
      expect(old.retiresAt).toEqual(expect.any(String));
      return old;
    },
    { timeout: 20_000, interval: 100 },
  );
  const noticed = Date.parse(started.retiresAt) - 3_600_000 - firstUse;
  await sleep(1000);
  inUse[1] = next;
  await sleep(300);
  const ended = await api(`${key.key.id}/end-rotation`, {});
  expect(ended).toMatchObject({ status: "revoked" });
  expect(["REVOKED", "UNAVAILABLE"]).toContain(await codeOf(apiKey));
  await sleep(500);
  const { valid, unavailable, refused, rate } = await stop();
  console.log(
    `a rotation at the built gate under ${rate.toFixed(0)}/s: ${valid} accepted, refused ${JSON.stringify(refused)}, ${unavailable} to be asked again; the clock began ${noticed} ms after the first use`,
  );
  expect(refused).toEqual({});
  expect(valid).toBeGreaterThan(1000);
  expect(noticed).toBeLessThan(10_000);
}, 60_000);
