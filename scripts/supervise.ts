import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type Env, parseEnv } from "@/lib/env";
import type { Child, ChildName } from "./child";
import { openEnvironment } from "./environment";
import { localUrl } from "./local-url";

type Options = { demo: boolean };
type Stop = () => Promise<void>;
type Running = { reload(name: ChildName): void };

/**
 * Runs the product in this process and its children until SIGTERM or Ctrl-C. Resolves once it is
 * ready, with a way to reload one of its processes; throws where it can't start.
 */
export async function supervise({ demo }: Options): Promise<Running> {
  const stops: Stop[] = [];
  let ending = false;
  const starting = start(demo, stops, () => ending);
  const end = async () => {
    await starting.catch(() => {});
    for (const stop of stops.splice(0).reverse()) await stop();
  };
  const endProcess = () => {
    if (ending) return;
    ending = true;
    void end().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.on(signal, endProcess);
  whenNpmIsGone(endProcess);
  try {
    return await starting;
  } catch (error) {
    await end();
    throw error;
  }
}

/** npm passes SIGTERM to its shell only, which ends without a word to us; then we are adopted. */
function whenNpmIsGone(then: () => void): void {
  if (process.env.npm_lifecycle_event === undefined) return;
  const parent = process.ppid;
  setInterval(() => process.ppid !== parent && then(), 100).unref();
}

/** Each thing that is started leaves in `stops` how it is ended, in reverse order. */
async function start(demo: boolean, stops: Stop[], isEnding: () => boolean): Promise<Running> {
  await refuseTakenPorts(parseEnv(process.env));
  const { config, stop } = await openEnvironment({ onTrouble: (words) => console.error(words) });
  stops.push(stop);
  const setupUrl = await prepare(config, stops);
  if (demo) await fillDemo();
  const children = await startChildren(stops);
  await untilReady(config, isEnding);
  if (!isEnding()) announce(config, demo ? undefined : setupUrl);
  return { reload: (name) => children[name].restart() };
}

/** The parts that read the configuration are loaded here, when it is complete. */
async function prepare(config: Env, stops: Stop[]): Promise<string | undefined> {
  const { migrate } = await import("@/db/migrate");
  const { closeDatabase } = await import("@/db/client");
  const { prepareInstallation } = await import("@/lib/installation/prepare");
  await migrate(config.DATABASE_OWNER_URL ?? config.DATABASE_URL ?? "");
  stops.push(() => closeDatabase(1));
  const { setupUrl } = await prepareInstallation();
  return setupUrl;
}

async function startChildren(stops: Stop[]): Promise<Record<ChildName, Child>> {
  const { keepRunning } = await import("./child");
  const children = {
    portal: keepRunning("portal"),
    gate: keepRunning("gate"),
    worker: keepRunning("worker"),
  };
  stops.push(async () => {
    await Promise.all(Object.values(children).map((child) => child.stop()));
  });
  return children;
}

async function fillDemo(): Promise<void> {
  const program = join("dist", "demo.js");
  if (!existsSync(program)) return;
  const child = spawn(process.execPath, ["--enable-source-maps", program], { stdio: "inherit" });
  const code = await new Promise((done) => child.once("close", done));
  if (code !== 0) throw new Error("The demo organization could not be made.");
}

async function refuseTakenPorts({ HOST, PORT, GATE_HOST, GATE_PORT }: Env): Promise<void> {
  const places = [
    { port: PORT, host: HOST, name: "PORT" },
    { port: GATE_PORT, host: GATE_HOST, name: "GATE_PORT" },
  ];
  for (const { port, host, name } of places) {
    const error = await new Promise<NodeJS.ErrnoException | undefined>((done) => {
      const probe = createServer().once("error", done);
      probe.listen(port, host, () => probe.close(() => done(undefined)));
    });
    if (error?.code === "EADDRINUSE") {
      throw new Error(
        `Port ${port} on ${host} is already in use. Stop what uses it, or set ${name}.`,
      );
    }
    if (error) throw new Error(`${host}:${port} can't be listened on: ${error.message}`);
  }
}

async function untilReady(config: Env, givenUp: () => boolean): Promise<void> {
  const waiting = new Set([
    localUrl(config.HOST, config.PORT),
    localUrl(config.GATE_HOST, config.GATE_PORT),
  ]);
  for (const began = Date.now(); waiting.size > 0 && !givenUp(); await sleep(40)) {
    for (const url of waiting) {
      const response = await fetch(`${url}/health/ready`).catch(() => undefined);
      await response?.body?.cancel();
      if (response?.ok) waiting.delete(url);
    }
    if (Date.now() - began > 60_000) {
      throw new Error(`Not ready after a minute: ${[...waiting].join(", ")}. See the log above.`);
    }
  }
}

function announce({ PUBLIC_URL, GATE_PUBLIC_URL }: Env, setupUrl: string | undefined): void {
  console.log(`Portal   ${PUBLIC_URL}`);
  console.log(`Gate     ${GATE_PUBLIC_URL}`);
  if (setupUrl) console.log(`Set up   ${setupUrl}  (works once)`);
  console.log(`ready in ${(performance.now() / 1000).toFixed(1)} s`);
}
