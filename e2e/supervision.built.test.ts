import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test, vi } from "vitest";
import { environmentOf, freePort } from "./run-product";

const dataDir = mkdtempSync(join(tmpdir(), "portcullis-supervision-"));
const [portalUrl, gateUrl] = [await freePort(), await freePort()].map(
  (port) => `http://localhost:${port}`,
) as [string, string];
const running = new Set<ChildProcess>();

afterAll(async () => {
  for (const child of running) child.kill("SIGTERM");
  await Promise.all([...running].map((child) => once(child, "close")));
  rmSync(dataDir, { recursive: true, force: true });
});

type Run = { process: ChildProcess; output(): string; pids(name: string): number[] };

function run(): Run {
  const child = spawn(process.execPath, ["scripts/start.mjs"], {
    env: { ...environmentOf({ portalUrl, gateUrl, dataDir }), LOG_LEVEL: "info" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  running.add(child);
  child.once("close", () => running.delete(child));
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk) => {
      output += chunk;
    });
  }
  const pids = (name: string) =>
    [...output.matchAll(/"child":"(\w+)","pid":(\d+)/g)].flatMap(([, child, pid]) =>
      child === name ? [Number(pid)] : [],
    );
  return { process: child, output: () => output, pids };
}

async function start(): Promise<Run & { seconds: number }> {
  const started = run();
  const [, seconds] = await vi.waitFor(
    () => {
      const ready = /^ready in ([\d.]+) s/m.exec(started.output());
      if (!ready) throw new Error(started.output());
      return ready;
    },
    { timeout: 50_000, interval: 50 },
  );
  return { ...started, seconds: Number(seconds) };
}

async function stop({ process }: Run, signal: NodeJS.Signals): Promise<number> {
  const began = Date.now();
  process.kill(signal);
  await once(process, "close");
  return Date.now() - began;
}

const status = (url: string) =>
  fetch(`${url}/health/ready`).then(
    (response) => response.status,
    () => 0,
  );

const isAlive = (pid: number) => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

const postmaster = () =>
  Number(readFileSync(join(dataDir, "postgres", "data", "postmaster.pid"), "utf8").split("\n")[0]);

test.each(["SIGTERM", "SIGINT"] as const)(
  "%s ends everything in ten seconds, and it starts again in five",
  async (signal) => {
    await stop(await start(), "SIGTERM");
    const again = await start();
    expect(again.seconds).toBeLessThan(5);
    const pids = [postmaster(), ...["portal", "gate", "worker"].flatMap(again.pids)];
    expect(await stop(again, signal)).toBeLessThan(10_000);
    expect(again.process.exitCode).toBe(0);
    expect(pids).toHaveLength(4);
    expect(pids.filter(isAlive)).toEqual([]);
  },
);

test("what dies is started again: each process, and the database", async () => {
  const product = await start();
  for (const name of ["portal", "gate", "worker"]) {
    const [first = 0] = product.pids(name);
    process.kill(first, "SIGKILL");
    await vi.waitFor(() => expect(product.pids(name)).toHaveLength(2), { timeout: 10_000 });
  }
  process.kill(postmaster(), "SIGKILL");
  await vi.waitFor(() => expect(product.output()).toContain("runs again"), { timeout: 15_000 });
  await vi.waitFor(
    async () => expect([await status(portalUrl), await status(gateUrl)]).toEqual([200, 200]),
    { timeout: 15_000, interval: 100 },
  );
  await stop(product, "SIGTERM");
});

test("after its own death nothing keeps running in the way of the next start", async () => {
  const product = await start();
  const second = run();
  await once(second.process, "close");
  expect(second.process.exitCode).toBe(1);
  expect(second.output()).toMatch(/already (in use|running)/);

  const pids = ["portal", "gate", "worker"].flatMap(product.pids);
  await stop(product, "SIGKILL");
  await vi.waitFor(() => expect(pids.filter(isAlive)).toEqual([]), { timeout: 10_000 });
  const next = await start();
  expect(await status(gateUrl)).toBe(200);
  await stop(next, "SIGTERM");
});
