import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, sep } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { build, type Plugin } from "esbuild";
import { freePort } from "@/e2e/run-product";
import { bundleOptions } from "@/scripts/build.mjs";
import { type FaultyProxy, startProxy } from "./proxy";

/** A gate with one thing taken out of it: `from`, a piece of `file`, reads `to`. */
export type Mutation = { file: string; from: string; to: string };

export type GateProcess = {
  name: string;
  url: string;
  /** Between the gate and its database. */
  proxy: FaultyProxy;
  signal(signal: "SIGSTOP" | "SIGCONT"): void;
  /** Sets its wall clock off by that many milliseconds. */
  moveClock(ms: number): void;
  /** Keeps its event loop from turning. */
  block(ms: number): void;
  stop(): Promise<void>;
};

const bundles = new Map<string, Promise<string>>();

/** The gate as it is shipped, or mutated: bundled from the sources. Returns the bundle's path. */
export function bundle(mutation?: Mutation): Promise<string> {
  const name = JSON.stringify(mutation ?? {});
  const made = bundles.get(name) ?? bundleInto(join("dist", "drill", `${bundles.size}`), mutation);
  bundles.set(name, made);
  return made;
}

async function bundleInto(outdir: string, mutation?: Mutation): Promise<string> {
  const plugins = mutation ? [mutating(mutation)] : [];
  await build({ ...bundleOptions(["gate"]), outdir, plugins });
  return join(outdir, "gate.js");
}

function mutating({ file, from, to }: Mutation): Plugin {
  let found = false;
  return {
    name: "mutating",
    setup(build) {
      build.onLoad({ filter: /\.ts$/ }, async ({ path }) => {
        if (!path.endsWith(`${sep}${file}`)) return undefined;
        const text = await readFile(path, "utf8");
        found = text.includes(from);
        return { contents: text.replaceAll(from, to), loader: "ts" };
      });
      build.onEnd(() => {
        if (!found) throw new Error(`The gate has no "${from}" in ${file}: mend the mutant.`);
      });
    },
  };
}

/** Starts a gate of its own, with a proxy between it and the database of `databaseUrl`. */
export async function startGate(
  name: string,
  databaseUrl: string,
  mutation?: Mutation,
): Promise<GateProcess> {
  const [file, proxy, port] = await Promise.all([
    bundle(mutation),
    startProxy(databaseUrl),
    freePort(),
  ]);
  const dataDir = mkdtempSync(join(tmpdir(), "portcullis-drill-"));
  const url = `http://127.0.0.1:${port}`;
  const child = spawn(
    process.execPath,
    ["--enable-source-maps", "--import", "./e2e/drill/preload.mjs", file],
    {
      env: {
        ...process.env,
        DATABASE_URL: proxy.through(databaseUrl),
        GATE_HOST: "127.0.0.1",
        GATE_PORT: String(port),
        GATE_PUBLIC_URL: url,
        LOG_LEVEL: process.env.DRILL_LOG ?? "fatal",
        NODE_ENV: "production",
        PORTCULLIS_DATA_DIR: dataDir,
        PORTCULLIS_PROCESS: "gate",
      },
      stdio: ["ignore", "inherit", "inherit", "ipc"],
    },
  );
  await untilReady(url, child);
  return {
    name,
    url,
    proxy,
    signal: (signal) => void child.kill(signal),
    moveClock: (clock) => void child.send({ clock }),
    block: (ms) => void child.send({ block: ms }),
    async stop() {
      proxy.heal();
      child.kill("SIGCONT");
      if (child.exitCode === null && child.signalCode === null) {
        const gone = once(child, "exit");
        child.kill("SIGTERM");
        await gone;
      }
      await proxy.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

async function untilReady(url: string, child: ChildProcess): Promise<void> {
  for (const began = Date.now(); Date.now() - began < 20_000; await sleep(50)) {
    if (child.exitCode !== null) throw new Error(`The gate ended with ${child.exitCode}.`);
    const answer = await fetch(`${url}/health/ready`).catch(() => undefined);
    await answer?.body?.cancel();
    if (answer?.ok) return;
  }
  throw new Error("The gate is not ready after 20 s.");
}
