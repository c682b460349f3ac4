import { join } from "node:path";
import { env } from "@/lib/env";
import { flushLastUsed } from "@/lib/verification/last-used";
import type { Recorder, Verified } from "@/lib/verification/services";
import { UsageRecorder } from "./recorder";

/** Kept on `globalThis`: Next bundles this file more than once into one process. */
const holder = globalThis as typeof globalThis & { portcullisRecorder?: Promise<UsageRecorder> };

function opened(): Promise<UsageRecorder> {
  const directory = join(env().PORTCULLIS_DATA_DIR, "spool");
  holder.portcullisRecorder ??= UsageRecorder.open({ directory, gate: null });
  return holder.portcullisRecorder;
}

let recorded: Verified[] = [];
let under = Promise.resolve();

async function write(): Promise<void> {
  if (recorded.length === 0) return;
  const recorder = await opened();
  for (const verified of recorded) recorder.record(verified);
  recorded = [];
  recorder.commit();
  // Where the database is away too, memory keeps it and tries again.
  if (!recorder.isDurable) await recorder.flush().catch(() => {});
}

/**
 * Counts what is verified where no gate is. Its spool is opened with the first verdict; where that
 * can't be written, `commit` resolves when the database has counted it.
 */
export const portalRecorder: Recorder & { commit(): Promise<void> } = {
  record(verified) {
    if (recorded.push(verified) === 1) setImmediate(() => void portalRecorder.commit());
  },

  commit() {
    under = under.then(write);
    return under;
  },
};

/** Counts what is left, before the process ends. */
export async function closePortalUsage(): Promise<void> {
  await portalRecorder.commit();
  await (await holder.portcullisRecorder)?.close();
  await flushLastUsed(true);
}
