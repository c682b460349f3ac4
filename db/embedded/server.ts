import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import {
  closeSync,
  existsSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
} from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Account } from "./account";
import type { Binaries } from "./binaries";
import { bareEnvironment, type Cluster } from "./cluster";

export type Server = {
  cluster: Cluster;
  binaries: Binaries;
  account: Account;
  ephemeral: boolean;
};

const settings = {
  listen_addresses: "127.0.0.1",
  unix_socket_directories: "",
  max_connections: "100",
  shared_buffers: "128MB",
  jit: "off",
  log_min_messages: "warning",
  log_line_prefix: "%m [%p] ",
};

const ephemeralSettings = { fsync: "off", full_page_writes: "off", synchronous_commit: "off" };

/** Starts the server on `port` and waits until it accepts connections. Throws with its own words. */
export async function launch(server: Server, port: number): Promise<ChildProcess> {
  const { cluster, binaries, account } = server;
  const log = openLog(cluster.log);
  const from = statSync(cluster.log).size;
  const chosen = { ...settings, ...(server.ephemeral ? ephemeralSettings : {}), port };
  const child = spawn(
    binaries.postgres,
    ["-D", cluster.data, ...Object.entries(chosen).flatMap(([name, v]) => ["-c", `${name}=${v}`])],
    // Detached: Ctrl-C in a terminal must not end the database before those who use it.
    { ...account, cwd: "/", detached: true, env: bareEnvironment, stdio: ["ignore", log, log] },
  );
  closeSync(log);
  let failure: Error | undefined;
  child.once("error", (error) => {
    failure = error;
  });
  while (postmaster(cluster)?.status !== "ready" || postmaster(cluster)?.pid !== child.pid) {
    if (failure || hasExited(child)) {
      const words = failure?.message ?? readFileSync(cluster.log).subarray(from).toString().trim();
      throw new Error(`The embedded PostgreSQL did not start.\n${words}\n(${cluster.log})`);
    }
    await sleep(15);
  }
  return child;
}

/** Fast shutdown: sessions are ended, data is written out. At most five seconds. */
export async function shutDown(server: Server, child: ChildProcess): Promise<void> {
  if (hasExited(child)) return;
  const gone = new Promise<void>((done) => child.once("exit", () => done()));
  if (process.platform === "win32") stopByControl(server);
  else child.kill("SIGINT");
  const force = setTimeout(() => child.kill("SIGQUIT"), 4000);
  await gone;
  clearTimeout(force);
}

/** Ends what outlived its starter, and clears a lock file that names a dead or foreign process. */
export async function stopLeftOver(server: Server): Promise<void> {
  if (process.platform === "win32") return stopByControl(server);
  const { data } = server.cluster;
  const first = postmaster(server.cluster)?.pid;
  for (const signal of ["SIGINT", "SIGQUIT", "SIGKILL"] as const) {
    const targets = processesOf(data, first);
    for (const pid of targets.filter((pid) => signal === "SIGKILL" || pid === first)) {
      signalTo(pid, signal);
    }
    for (let waited = 0; waited < 6000 && processesOf(data, first).length > 0; waited += 20) {
      await sleep(20);
    }
  }
  if (processesOf(data, first).length > 0) {
    throw new Error(`An earlier embedded PostgreSQL (process ${first}) does not end.`);
  }
  rmSync(join(data, "postmaster.pid"), { force: true });
}

/** A TCP port on the loopback address that nobody listens on; `wished` if that is one. */
export async function freePort(wished = 0): Promise<number> {
  const port = await new Promise<number>((resolve) => {
    const probe = createServer();
    probe.once("error", () => resolve(0));
    probe.listen(wished, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
  return port || freePort();
}

export function hasExited(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

/** What `postmaster.pid` says: process on line 1, status on line 8. */
function postmaster(cluster: Cluster): { pid: number; status: string } | undefined {
  const file = join(cluster.data, "postmaster.pid");
  if (!existsSync(file)) return undefined;
  const lines = readFileSync(file, "utf8").split("\n");
  const pid = Number(lines[0]);
  return pid > 0 ? { pid, status: lines[7]?.trim() ?? "" } : undefined;
}

/** The processes of a server: those that work in its directory, or where that can't be asked, its first. */
function processesOf(data: string, first: number | undefined): number[] {
  if (process.platform === "linux") {
    return readdirSync("/proc")
      .map(Number)
      .filter((pid) => pid > 0 && directoryOf(pid) === data);
  }
  if (!first) return [];
  const ps = spawnSync("ps", ["-o", "command=", "-p", String(first)], { encoding: "utf8" });
  return ps.stdout.includes(data) ? [first] : [];
}

function signalTo(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It ended by itself in between.
  }
}

function directoryOf(pid: number): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return undefined;
  }
}

function stopByControl({ binaries, cluster }: Server): void {
  spawnSync(binaries.pgCtl, ["stop", "-D", cluster.data, "-m", "fast", "-w", "-t", "4"]);
}

const tenMegabytes = 10 * 1024 * 1024;

function openLog(path: string): number {
  const large = existsSync(path) && statSync(path).size > tenMegabytes;
  return openSync(path, large ? "w" : "a", 0o600);
}
