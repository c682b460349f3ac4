import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import type { Fill } from "./gate";
import type { Order, Outcome } from "./load";

/** A server that is measured. */
export type Target = {
  name: string;
  port: number;
  pid: number;
  /** Has the gate remember keys. */
  fill(wish: Fill): Promise<void>;
  stop(): Promise<void>;
};

const pinned = (() => {
  try {
    execFileSync("taskset", ["-c", "0", "true"], { stdio: "ignore" });
    return availableParallelism() > 1;
  } catch {
    return false;
  }
})();

/** Server and load on cores of their own, where the system can do that. */
export const placement = pinned ? "server on core 0, load on core 1" : "wherever the system put it";

const children = new Set<ChildProcess>();
process.once("exit", () => {
  for (const child of children) child.kill("SIGKILL");
});

/** Starts a program of the benchmark; one on core 1 has a channel for messages and our output. */
export function startProgram(
  core: 0 | 1,
  program: string,
  env: Record<string, string>,
): ChildProcess {
  const node = [
    process.execPath,
    ...(process.env.BENCH_NODE_OPTIONS ?? "").split(" ").filter(Boolean),
  ];
  const command = [...(pinned ? ["taskset", "-c", String(core)] : []), ...node];
  const file = join("dist", "bench", program);
  const [first = "", ...rest] = [...command, file];
  const child = spawn(first, rest, {
    env: { ...process.env, ...env },
    stdio: ["ignore", core === 0 ? "pipe" : "inherit", "inherit", "ipc"],
  });
  children.add(child);
  child.once("exit", () => children.delete(child));
  return child;
}

/** Starts `bench-gate.js`, `bench-bare.js` or the built portal and resolves when it is ready. */
export async function startTarget(
  name: string,
  program: string,
  dataDir: string,
  usage: boolean,
): Promise<Target> {
  const port = await freePort();
  const env = {
    GATE_PORT: String(port),
    PORT: String(port),
    GATE_PUBLIC_URL: `http://127.0.0.1:${port}`,
    NODE_ENV: "production",
    BENCH_USAGE: usage ? "on" : "off",
    LOG_LEVEL: "info",
    PORTCULLIS_DATA_DIR: mkdtempSync(join(dataDir, "gate-")),
    PORTCULLIS_PROCESS: program.includes("portal") ? "portal" : "gate",
  };
  const child = startProgram(0, program, env);
  const ended = once(child, "exit");
  await new Promise<void>((ready, failed) => {
    let output = "";
    child.stdout?.on("data", (chunk) => {
      output = (output + chunk).slice(-10_000);
      if (/listen(s|ing)/.test(output)) ready();
    });
    child.once("exit", () => failed(new Error(`${program} ended\n${output}`)));
  });
  return {
    name,
    port,
    pid: child.pid ?? 0,
    fill: async (wish) => void (await ask(child, wish)),
    async stop() {
      child.kill("SIGTERM");
      await ended;
    },
  };
}

async function ask(child: ChildProcess, wish: Fill | Order): Promise<{ outcome: Outcome }> {
  const answered = once(child, "message");
  child.send(wish);
  const [answer] = (await answered) as [{ outcome: Outcome; error?: string }];
  if (answer.error !== undefined) throw new Error(answer.error);
  return answer;
}

export type Load = { run(order: Order): Promise<Outcome>; stop(): void };

export function startLoad(): Load {
  const child = startProgram(1, "bench-load.js", {});
  return {
    run: async (order) => (await ask(child, order)).outcome,
    stop: () => child.disconnect(),
  };
}

/** Resident memory in MB. */
export function residentMb(pid: number): number {
  try {
    const kb = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
    return Math.round(Number(kb) / 1000);
  } catch {
    return Number.NaN;
  }
}

/** Milliseconds of processor time that a process has used, in steps of ten; all its threads. */
export function cpuMs(pid: number): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return (Number(fields[11]) + Number(fields[12])) * 10;
  } catch {
    return Number.NaN;
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}
