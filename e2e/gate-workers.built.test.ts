import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { testDatabase } from "@/db/testing/database";
import { asSuperuser } from "@/db/testing/superuser";
import { mintKey } from "@/lib/testing/key";
import { mintOrganization, mintToken } from "@/lib/testing/organization";
import { freePort } from "./run-product";

const { superuserUrl } = testDatabase();
const dataDir = mkdtempSync(join(tmpdir(), "portcullis-workers-"));
const port = await freePort();
const url = `http://127.0.0.1:${port}`;
let primary: ChildProcess;
let wish: { token: string; key: string };

beforeAll(async () => {
  const ours = await mintOrganization();
  const { serviceToken: token } = await mintToken(ours, ["keys.verify"]);
  wish = { token, key: (await mintKey(ours.owner)).apiKey };
  primary = spawn(process.execPath, [join("dist", "gate.js")], {
    env: {
      ...process.env,
      GATE_PORT: String(port),
      GATE_WORKERS: "2",
      PORTCULLIS_DATA_DIR: dataDir,
      LOG_LEVEL: "warn",
      PORTCULLIS_PROCESS: "gate",
    },
    stdio: ["ignore", "inherit", "inherit"],
  });
});
afterAll(() => {
  primary.kill("SIGKILL");
  rmSync(dataDir, { recursive: true, force: true });
});

const verify = async () => {
  const response = await fetch(`${url}/v1/keys/verify`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${wish.token}` },
    body: JSON.stringify({ key: wish.key }),
  });
  return (await response.json()).code;
};
const gates = async () => (await asSuperuser(superuserUrl, "select id from gates")).length;
const workers = async () =>
  (await asSuperuser(superuserUrl, "select id from gates order by last_seen desc limit 2")).map(
    ({ id }) => id,
  );
const until = { timeout: 20_000, interval: 50 };

test("two workers are two gates; one that dies is started again; SIGTERM ends all", async () => {
  await vi.waitFor(async () => expect(await gates()).toBe(2), until);
  await vi.waitFor(async () => expect(await verify()).toBe("VALID"), until);
  const pids = () =>
    execFileSync("ps", ["-o", "pid=", "--ppid", String(primary.pid)], { encoding: "utf8" })
      .trim()
      .split(/\s+/)
      .map(Number);
  const [victim = 0] = pids();
  const before = await workers();
  process.kill(victim, "SIGKILL");
  await vi.waitFor(async () => {
    const now = await workers();
    expect(now.filter((id) => !before.includes(id))).toHaveLength(1);
    expect(pids()).toHaveLength(2);
  }, until);
  for (let i = 0; i < 10; i++) expect(await verify()).toBe("VALID");
  const left = pids();
  const ended = once(primary, "exit");
  primary.kill("SIGTERM");
  expect(await ended).toEqual([0, null]);
  for (const pid of left) expect(() => process.kill(pid, 0)).toThrow();
});
