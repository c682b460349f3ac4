import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { log } from "@/lib/log";

export type ChildName = "portal" | "gate" | "worker";

export type Child = {
  /** Ends it; it is started again at once. For reload. */
  restart(): void;
  /** Ends it for good: asked first, killed after eight seconds. */
  stop(): Promise<void>;
};

const healthy = 30_000;
const patience = 8_000;

/** Keeps one process of the product running: one that ends is started again, with back-off. */
export function keepRunning(name: ChildName): Child {
  let stopping = false;
  let reloading = false;
  let wait = 250;
  let again: NodeJS.Timeout | undefined;
  let child = start();

  function start(): ChildProcess {
    const began = Date.now();
    const started = spawn(process.execPath, ["--enable-source-maps", join("dist", `${name}.js`)], {
      // A group of its own: Ctrl-C reaches the supervisor alone, which stops things in order.
      detached: process.platform !== "win32",
      env: { ...process.env, PORTCULLIS_PROCESS: name },
      stdio: ["ignore", "inherit", "inherit", "ipc"],
    });
    log.info({ child: name, pid: started.pid }, "started");
    started.once("error", (error) =>
      log.error({ child: name, err: error }, "could not be started"),
    );
    started.once("exit", (code, signal) => {
      if (stopping) return;
      if (Date.now() - began > healthy) wait = 250;
      const delay = reloading ? 0 : wait;
      if (!reloading) {
        log.error({ child: name, code, signal, againInMs: delay }, "ended; it is started again");
        wait = Math.min(wait * 2, 10_000);
      }
      reloading = false;
      again = setTimeout(() => {
        child = start();
      }, delay);
    });
    return started;
  }

  return {
    restart() {
      reloading = true;
      child.kill("SIGTERM");
    },
    async stop() {
      stopping = true;
      clearTimeout(again);
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = new Promise<void>((done) => child.once("exit", () => done()));
      child.kill("SIGTERM");
      const force = setTimeout(() => child.kill("SIGKILL"), patience);
      await gone;
      clearTimeout(force);
    },
  };
}
