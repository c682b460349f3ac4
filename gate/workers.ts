import cluster, { type Worker } from "node:cluster";
import { once } from "node:events";
import { onShutdown } from "@/lib/lifecycle";
import { log } from "@/lib/log";

const healthyMs = 30_000;
const longestWaitMs = 10_000;

/** Keeps `count` gates running behind one address, each a process and a gate of its own. */
export function keepWorkers(count: number): void {
  let stopping = false;
  let wait = 250;
  const fork = () => {
    const began = Date.now();
    const worker = cluster.fork();
    worker.once("exit", (code, signal) => {
      if (stopping) return;
      if (Date.now() - began > healthyMs) wait = 250;
      log.error({ pid: worker.process.pid, code, signal, againInMs: wait }, "a gate ended");
      setTimeout(() => !stopping && fork(), wait);
      wait = Math.min(wait * 2, longestWaitMs);
    });
  };
  for (let i = 0; i < count; i++) fork();
  onShutdown(async () => {
    stopping = true;
    const workers = Object.values(cluster.workers ?? {}).filter((worker) => worker !== undefined);
    await Promise.all(workers.map(end));
  });
}

async function end(worker: Worker): Promise<void> {
  const gone = once(worker, "exit");
  worker.process.kill("SIGTERM");
  await gone;
}
