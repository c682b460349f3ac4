import { closeDatabase } from "@/db/client";
import { exclusively } from "@/db/exclusive";
import { onShutdown } from "@/lib/lifecycle";
import { log } from "@/lib/log";
import { jobs } from "./jobs";
import { schedule } from "./schedule";

const patience = 3500;

const running = schedule(jobs, exclusively);
log.info({ jobs: jobs.map((job) => job.name) }, "worker runs");

onShutdown(async () => {
  const late = new Promise<void>((done) => setTimeout(done, patience).unref());
  await Promise.race([running.stop(), late]);
  await closeDatabase(1);
});
