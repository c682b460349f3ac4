import { mkdtempSync } from "node:fs";
import { join } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import { type KeyId, newId, type OrganizationId } from "@/lib/ids";
import { UsageRecorder } from "@/lib/recorder/recorder";
import { codes } from "@/lib/verification/verdict";
import type { Filled } from "./fill";
import { startLoad, startTarget } from "./processes";

export type Ingested = {
  rows: number;
  seconds: number;
  rowsPerSecond: number;
  /** Verifications a second that a gate answered meanwhile. */
  besideRate: number;
};

type Setting = Filled & { short: boolean; dataDir: string };

/** Records verdicts with a row of history each and counts them, while a gate answers. */
export async function measureIngest(setting: Setting): Promise<Ingested> {
  const { short, dataDir, organizationId, token, keys } = setting;
  const rows = short ? 20_000 : 200_000;
  const gate = await startTarget("gate beside", "bench-gate.js", dataDir, true);
  const load = startLoad();
  const order = { port: gate.port, token, keys, count: 1_000, batch: 1 };
  const plain = { connections: 8, junk: false, requests: false, path: null };
  try {
    await load.run({ ...order, ...plain, seconds: 2 });
    const recorders = await Promise.all(
      Array.from({ length: writers }, (_, n) =>
        UsageRecorder.open({
          directory: mkdtempSync(join(dataDir, "ingest-")),
          gate: `bench ${n}`,
          eventsPerSecond: 1e9,
          everyMs: 1e9,
        }),
      ),
    );
    const beside = load.run({ ...order, ...plain, seconds: short ? 4 : 15 });
    const began = performance.now();
    await recordAll(recorders, rows, organizationId);
    await Promise.all(recorders.map((recorder) => recorder.flush()));
    const seconds = (performance.now() - began) / 1000;
    await Promise.all(recorders.map((recorder) => recorder.close()));
    const outcome = await beside;
    const besideRate = outcome.keys / outcome.seconds;
    console.log(
      `${rows} rows of history in ${seconds.toFixed(1)} s beside ${besideRate.toFixed(0)}/s`,
    );
    return { rows, seconds, rowsPerSecond: rows / seconds, besideRate };
  } finally {
    load.stop();
    await gate.stop();
  }
}

const atOnce = 500;
/** A gate keeps 2,000 rows a second: of so many rows in a second several write beside each other. */
const writers = 4;

async function recordAll(
  recorders: readonly UsageRecorder[],
  rows: number,
  organizationId: OrganizationId,
): Promise<void> {
  const keyIds: KeyId[] = Array.from({ length: 1_000 }, () => newId("key"));
  const applicationIds = Array.from({ length: 100 }, () => newId("app"));
  const [apiId, endpointId] = [newId("api"), newId("end")];
  for (let done = 0; done < rows; done++) {
    const n = done % keyIds.length;
    const recorder = recorders[Math.floor(done / atOnce) % recorders.length];
    recorder?.record({
      at: Date.now(),
      organizationId,
      applicationId: applicationIds[n % applicationIds.length] ?? null,
      keyId: keyIds[n] ?? null,
      apiId,
      endpointId,
      environment: "production",
      code: done % 20 === 0 ? (codes[done % codes.length] ?? "VALID") : "VALID",
      cost: 1,
      requestId: newId("req"),
      network: `203.0.113.${n % 200}`,
      method: "GET",
      path: "/orders/{orderId}",
      tags: null,
      userAgent: "curl/8.5.0",
      latencyMicros: 20 + (done % 300),
    });
    if (done % atOnce === atOnce - 1) {
      recorder?.commit();
      await nextTurn();
    }
  }
}
