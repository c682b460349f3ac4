import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { Agent, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "drizzle-orm";
import { afterEach, beforeAll, expect, test } from "vitest";
import { testDatabase } from "@/db/testing/database";
import { transact } from "@/db/transact";
import type { OrganizationId } from "@/lib/ids";
import { revokeKey } from "@/lib/keys/revoke";
import { mintKey } from "@/lib/testing/key";
import { mintOrganization, mintToken } from "@/lib/testing/organization";
import { bundle, type Mutation } from "./drill/gate-process";
import { freePort } from "./run-product";

/** How often the gate is killed: `RECORDER_KILLS=100` for the long form. */
const kills = Number(process.env.RECORDER_KILLS ?? 8);

testDatabase();

let dataDir: string;
const running = new Set<ChildProcess>();
beforeAll(() => bundle());

afterEach(async () => {
  for (const child of running) child.kill("SIGKILL");
  rmSync(dataDir, { recursive: true, force: true });
});

type Gate = { url: string; end(signal: "SIGKILL" | "SIGTERM"): Promise<void> };

async function start(file: string): Promise<Gate> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const child = spawn(process.execPath, [file], {
    env: {
      ...process.env,
      GATE_HOST: "127.0.0.1",
      GATE_PORT: String(port),
      GATE_PUBLIC_URL: url,
      LOG_LEVEL: "fatal",
      NODE_ENV: "production",
      PORTCULLIS_DATA_DIR: dataDir,
      PORTCULLIS_PROCESS: "gate",
    },
    stdio: ["ignore", "inherit", "inherit"],
  });
  running.add(child);
  const gone = once(child, "exit").then(() => void running.delete(child));
  for (const began = Date.now(); Date.now() - began < 20_000; await sleep(20)) {
    const answer = await fetch(`${url}/health/ready`).catch(() => undefined);
    await answer?.body?.cancel();
    if (answer?.ok) break;
  }
  return {
    url,
    end(signal) {
      child.kill(signal);
      return gone;
    },
  };
}

/** What the client knows, per code: what it sent, and what was answered to its last byte. */
type Tally = { sent: number; received: number };

class Client {
  readonly tallies = new Map<string, Tally>();
  #agent = new Agent({ keepAlive: true });

  constructor(
    private readonly serviceToken: string,
    /** A body for each code that it must get. */
    private readonly bodies: Map<string, string>,
  ) {}

  async ask(url: string, code: string): Promise<void> {
    const tally = this.tallies.get(code) ?? { sent: 0, received: 0 };
    this.tallies.set(code, tally);
    tally.sent++;
    const text = await this.#post(`${url}/v1/keys/verify`, this.bodies.get(code) ?? "");
    if (text === undefined) return;
    expect(JSON.parse(text).code).toBe(code);
    tally.received++;
  }

  /** Asks for every code in turn, in several lanes, until it is told to stop. */
  load(url: string, codes: string[], lanes = 16): () => Promise<void> {
    let going = true;
    const all = Array.from({ length: lanes }, async (_, lane) => {
      for (let i = lane; going; i++) await this.ask(url, codes[i % codes.length] ?? "");
    });
    return async () => {
      going = false;
      await Promise.all(all);
      this.#agent.destroy();
      this.#agent = new Agent({ keepAlive: true });
    };
  }

  /** Undefined where no whole answer came. */
  #post(url: string, body: string): Promise<string | undefined> {
    return new Promise((done) => {
      const headers = {
        authorization: `Bearer ${this.serviceToken}`,
        "content-type": "application/json",
        "content-length": Buffer.byteLength(body),
      };
      const sent = request(url, { method: "POST", agent: this.#agent, headers });
      sent.once("error", () => setTimeout(done, 5, undefined));
      sent.once("response", (response) => {
        let text = "";
        response.setEncoding("utf8").on("data", (chunk) => {
          text += chunk;
        });
        response.once("error", () => done(undefined));
        response.once("end", () => done(response.statusCode === 200 ? text : undefined));
      });
      sent.end(body);
    });
  }
}

const codes = ["VALID", "REVOKED", "MALFORMED"];

async function prepare() {
  dataDir = mkdtempSync(join(tmpdir(), "portcullis-recorder-"));
  const ours = await mintOrganization();
  const { serviceToken } = await mintToken(ours, ["keys.verify"]);
  const [valid, revoked] = [await mintKey(ours.owner), await mintKey(ours.owner)];
  await revokeKey(ours.owner, revoked.key.id, {});
  const bodies = new Map(
    Object.entries({ VALID: valid.apiKey, REVOKED: revoked.apiKey, MALFORMED: "x" }).map(
      ([code, key]) => [code, JSON.stringify({ key })],
    ),
  );
  return { ours, client: new Client(serviceToken, bodies) };
}

/** What the database has counted, per outcome. */
async function recorded(organizationId: OrganizationId): Promise<Map<string, number>> {
  const rows = await transact({ organizationId }, (tx) =>
    tx.execute<{ outcome: string; count: number }>(
      sql`select outcome, sum(count)::int as count from usage_minutes group by 1`,
    ),
  );
  const counts = new Map(rows.map(({ outcome, count }) => [outcome, count]));
  await expectSound(
    organizationId,
    [...counts.values()].reduce((sum, count) => sum + count, 0),
  );
  return counts;
}

/** Totals and latencies are of as many verdicts, and no verdict has two rows in the history. */
async function expectSound(organizationId: OrganizationId, count: number): Promise<void> {
  const [row] = await transact({ organizationId }, (tx) =>
    tx.execute<Record<string, unknown>>(sql`select
      (select json_object_agg(level, n) from
        (select level, sum(count) as n from usage_total_minutes group by 1) as t) as totals,
      (select sum(v >> 6)::int from usage_minutes, unnest(latencies) as v) as latencies,
      (select sum(v >> 6)::int from usage_total_minutes, unnest(latencies) as v) as all_latencies,
      (select count(*) > 0 and count(*) = count(distinct request_id) from usage_events) as once`),
  );
  const totals = { organization: count, application: count, endpoint: count };
  expect(row).toEqual({ totals, latencies: count, all_latencies: count * 3, once: true });
}

/** Lets a gate replay what the killed ones left, then ends it. */
async function replay(file: string): Promise<void> {
  const gate = await start(file);
  const spool = join(dataDir, "spool");
  const isDone = () => {
    const ids = readdirSync(spool).filter((name) => !name.endsWith(".alive"));
    return ids.length === 1 && readdirSync(join(spool, ids[0] ?? "", "adopted")).length === 0;
  };
  for (const began = Date.now(); !isDone() && Date.now() - began < 15_000; ) await sleep(50);
  await gate.end("SIGTERM");
  expect(existsSync(spool) ? readdirSync(spool).filter((n) => !n.endsWith(".alive")) : []).toEqual(
    [],
  );
}

/** Kills the gate under load, again and again; what was answered, sent and recorded of it. */
async function killUnderLoad(times: number, mutation?: Mutation) {
  const file = await bundle(mutation);
  const { ours, client } = await prepare();
  for (let round = 0; round < times; round++) {
    const gate = await start(file);
    const stop = client.load(gate.url, codes);
    await sleep(200 + Math.random() * 900);
    await gate.end("SIGKILL");
    await stop();
  }
  await replay(file);
  const counts = await recorded(ours.id);
  return codes.map((code) => {
    const { sent = 0, received = 0 } = client.tallies.get(code) ?? {};
    return { code, sent, received, recorded: counts.get(code) ?? 0 };
  });
}

test(
  "what was answered is counted, once, however often the gate is killed under load",
  async () => {
    const told = await killUnderLoad(kills);
    console.log(`${kills} kills: ${JSON.stringify(told)}`);
    for (const { code, sent, received, recorded } of told) {
      expect(received, code).toBeGreaterThan(kills * 20);
      expect(recorded, code).toBeGreaterThanOrEqual(received);
      expect(recorded, code).toBeLessThanOrEqual(sent);
    }
  },
  60_000 + kills * 5_000,
);

test(
  "so it is where it is killed between the history and the counts",
  async () => {
    const told = await killUnderLoad(kills, {
      file: "recorder/flusher.ts",
      from: "const few = 500;",
      to: "const few = 0;",
    });
    console.log(`${kills} kills with the history ahead: ${JSON.stringify(told)}`);
    for (const { code, sent, received, recorded } of told) {
      expect(recorded, code).toBeGreaterThanOrEqual(received);
      expect(recorded, code).toBeLessThanOrEqual(sent);
    }
  },
  60_000 + kills * 5_000,
);

test("a gate that writes its books every 100 ms loses some", async () => {
  const told = await killUnderLoad(4, {
    file: "recorder/recorder.ts",
    from: "if (!this.#hasUnwritten) return;",
    to: "if (!this.#hasUnwritten || Date.now() % 100 > 5) return;",
  });
  console.log(`4 kills of the mutant: ${JSON.stringify(told)}`);
  expect(told.some(({ received, recorded }) => recorded < received)).toBe(true);
});

test("killed between two requests, or asked to stop, it has counted exactly what it answered", async () => {
  const file = await bundle();
  const { ours, client } = await prepare();
  for (const signal of ["SIGKILL", "SIGTERM", "SIGKILL"] as const) {
    const gate = await start(file);
    const stop = client.load(gate.url, codes);
    await sleep(1300);
    await stop();
    await gate.end(signal);
  }
  const gate = await start(file);
  const before = [...client.tallies.values()].reduce((sum, { received }) => sum + received, 0);
  const stop = client.load(gate.url, codes);
  await sleep(500);
  await Promise.all([gate.end("SIGTERM"), sleep(100).then(stop)]);
  await replay(file);
  const counts = await recorded(ours.id);
  const after = [...client.tallies.values()].reduce((sum, { received }) => sum + received, 0);
  expect(after).toBeGreaterThan(before);
  for (const code of codes) {
    const { received = 0 } = client.tallies.get(code) ?? {};
    expect(counts.get(code), code).toBe(received);
  }
});
