import { spawn } from "node:child_process";
import { once } from "node:events";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { testDatabase } from "@/db/testing/database";
import { asSuperuser } from "@/db/testing/superuser";
import { mintKey } from "@/lib/testing/key";
import { mintOrganization, mintToken } from "@/lib/testing/organization";
import { type Servers, startServers } from "./access/servers";
import { type FaultyProxy, startProxy } from "./drill/proxy";

const { url, superuserUrl } = testDatabase();
let proxy: FaultyProxy;
let servers: Servers;
let authorization: string;
let apiKey: string;

beforeAll(async () => {
  const organization = await mintOrganization();
  const { serviceToken } = await mintToken(organization, ["keys.verify"]);
  authorization = `Bearer ${serviceToken}`;
  ({ apiKey } = await mintKey(organization.owner));
  proxy = await startProxy(url);
  process.env.DATABASE_URL = proxy.through(url);
  servers = await startServers();
});
afterAll(async () => {
  proxy?.heal();
  await servers?.stop();
  await proxy?.close();
});

type Door = "gate" | "portal";
type Answer = { status: number; ms: number; text: string };

async function get(address: string, init: RequestInit = {}): Promise<Answer> {
  const began = performance.now();
  const response = await fetch(address, init);
  const text = await response.text();
  return { status: response.status, ms: performance.now() - began, text };
}

const verify = (door: Door, key: string) =>
  get(`${servers[door]}/v1/keys/verify`, {
    method: "POST",
    headers: { authorization, "content-type": "application/json" },
    body: JSON.stringify({ key }),
  });
const ready = (door: Door) => get(`${servers[door]}/health/ready`);
const page = () => get(`${servers.portal}/sign-in`, { headers: { accept: "text/html" } });
const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));

test.each(["gate", "portal"] as const)(
  "connections that are lost under load cost the %s a few answers and no more",
  async (door) => {
    const answers: Answer[] = [];
    let loaded = true;
    const load = Array.from({ length: 12 }, async () => {
      while (loaded) answers.push(await verify(door, "x"));
    });
    for (let round = 0; round < 5; round++) {
      await pause(300);
      await asSuperuser(
        superuserUrl,
        `select pg_terminate_backend(pid) from pg_stat_activity
         where datname = current_database() and application_name = 'portcullis-${door}'`,
      );
    }
    await pause(300);
    loaded = false;
    await Promise.all(load);
    expect(answers.filter(({ status }) => status !== 200 && status !== 503)).toEqual([]);
    expect(answers.filter(({ ms }) => ms > 5_000)).toEqual([]);
    await pause(1000);
    const after = await Promise.all(Array.from({ length: 30 }, () => verify(door, "x")));
    expect(new Set(after.map(({ status }) => status))).toEqual(new Set([200]));
  },
);

describe.each(["heals", "is cut"] as const)(
  "a network that swallows everything, then %s",
  (end) => {
    /** How long after `since` the answer is right again. */
    async function rightAgain(since: number, ask: () => Promise<Answer>): Promise<number> {
      while (performance.now() - since < 10_000) {
        if ((await ask()).status === 200) return performance.now() - since;
        await pause(50);
      }
      return Number.POSITIVE_INFINITY;
    }

    test("hangs nobody, is told in words, and is over within three seconds", async () => {
      for (const door of ["gate", "portal"] as const) {
        expect(JSON.parse((await verify(door, apiKey)).text).code).toBe("VALID");
      }
      expect((await page()).text).toContain("Sign in");

      proxy.stall();
      const [gateCold, portalVerify, action] = await Promise.all([
        pause(1000).then(() => verify("gate", apiKey)),
        verify("portal", apiKey),
        pause(1100).then(page),
      ]);
      expect(gateCold.status).toBe(503);
      expect(gateCold.ms).toBeLessThan(300 + 500);
      expect(portalVerify.status).toBe(503);
      expect(portalVerify.ms).toBeLessThan(5_000 + 500);
      expect(action.status).toBe(503);
      expect(action.ms).toBeLessThan(1_000 + 500);
      expect(action.text).toContain("The database does not answer");
      expect(action.text).toMatch(/Request ID <code>req_\w+<\/code>/);
      expect([(await ready("gate")).status, (await ready("portal")).status]).toEqual([503, 503]);
      for (const door of ["gate", "portal"] as const) {
        expect((await get(`${servers[door]}/health/live`)).status).toBe(200);
      }

      const since = performance.now();
      if (end === "is cut") proxy.drop();
      proxy.heal();
      const asked: Record<string, () => Promise<Answer>> = {
        gate: () => verify("gate", apiKey),
        "gate ready": () => ready("gate"),
        portal: () => verify("portal", apiKey),
        "portal ready": () => ready("portal"),
        page,
      };
      const times = await Promise.all(
        Object.entries(asked).map(async ([name, ask]) => ({
          name,
          ms: Math.round(await rightAgain(since, ask)),
        })),
      );
      console.log(`right again: ${times.map(({ name, ms }) => `${name} ${ms} ms`).join(", ")}`);
      for (const { name, ms } of times) expect(ms, name).toBeLessThan(3_000);
    });
  },
);

test("the worker outlives it, and its jobs go on", async () => {
  const worker = spawn(process.execPath, ["dist/worker.js"], {
    env: {
      ...process.env,
      NODE_ENV: "production",
      LOG_LEVEL: "fatal",
      PORTCULLIS_DATA_DIR: servers.dataDir,
      PORTCULLIS_PROCESS: "worker",
    },
    stdio: ["ignore", "inherit", "inherit"],
  });
  const statusOf = () => asSuperuser(superuserUrl, "select distinct status from keys");
  try {
    await pause(1_000);
    proxy.stall();
    await asSuperuser(superuserUrl, "update keys set expires_at = now() - interval '1 s'");
    await pause(7_000);
    expect(await statusOf()).toEqual([{ status: "active" }]);
    proxy.heal();
    await expect.poll(statusOf, { timeout: 15_000 }).toEqual([{ status: "expired" }]);
    expect(worker.exitCode).toBeNull();
  } finally {
    const gone = once(worker, "exit");
    worker.kill("SIGTERM");
    await gone;
  }
});
