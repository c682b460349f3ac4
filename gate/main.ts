import cluster from "node:cluster";
import { closeDatabase } from "@/db/client";
import { env } from "@/lib/env";
import { log } from "@/lib/log";
import { startGate } from "./start";
import { keepWorkers } from "./workers";

async function start(): Promise<void> {
  const { GATE_WORKERS } = env();
  if (GATE_WORKERS > 1 && cluster.isPrimary) keepWorkers(GATE_WORKERS);
  else await startGate();
}

start().catch(async (error: unknown) => {
  const message = error instanceof Error ? error.message : String(error);
  log.fatal({ err: error }, `the gate can't start: ${message}`);
  await closeDatabase(0);
  process.exit(1);
});
