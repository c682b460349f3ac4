import { setMaxListeners } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { log } from "@/lib/log";
import type { Job } from "./jobs";

export type Exclusively = (name: string, work: () => Promise<void>) => Promise<boolean>;

/**
 * Runs each job at once and then every so often, never twice at a time. A job that fails is logged
 * and tried again at its next time. `stop` begins no further run and waits for those under way.
 */
export function schedule(jobs: Job[], exclusively: Exclusively): { stop(): Promise<void> } {
  const stopping = new AbortController();
  setMaxListeners(jobs.length, stopping.signal);
  const loops = jobs.map((job) => repeat(job, exclusively, stopping.signal));
  return {
    async stop() {
      stopping.abort();
      await Promise.all(loops);
    },
  };
}

async function repeat(job: Job, exclusively: Exclusively, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await runOnce(job, exclusively);
    await sleep(job.everySeconds * 1000, undefined, { signal }).catch(() => {});
  }
}

async function runOnce(job: Job, exclusively: Exclusively): Promise<void> {
  const began = performance.now();
  try {
    await exclusively(job.name, async () => {
      const changed = await job.run();
      const ms = Math.round(performance.now() - began);
      log[changed > 0 ? "info" : "debug"]({ job: job.name, changed, ms }, "job done");
    });
  } catch (error) {
    log.error({ err: error, job: job.name }, "job failed; it is tried again at its next time");
  }
}
