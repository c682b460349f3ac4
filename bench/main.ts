import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import postgres from "postgres";
import { closeDatabase } from "@/db/client";
import { type Embedded, startEmbedded } from "@/db/embedded";
import { migrate } from "@/db/migrate";
import { foldUsage } from "@/lib/usage/fold";
import { fill } from "./fill";
import { measureMatcher } from "./matcher";
import { expectSound, report } from "./report";
import { measure } from "./rounds";
import { expectSdkSound, measureSdk, reportSdk } from "./sdk";
import { expectUsageSound, measureUsage, reportUsage } from "./usage";

/** A server that counts the statements it is sent. */
async function startCounting(dataDir: string): Promise<Embedded> {
  const first = await startEmbedded(dataDir);
  const tell = async (url: string, text: string) => {
    const sql = postgres(url, { max: 1, onnotice: () => {} });
    await sql.unsafe(text).finally(() => sql.end());
  };
  await tell(first.superuserUrl, "alter system set shared_preload_libraries = pg_stat_statements");
  await first.stop();
  const server = await startEmbedded(dataDir);
  await tell(server.superuserUrl, "create extension pg_stat_statements");
  return server;
}

/**
 * Measures the gate against bare `node:http` and writes what came out to `bench/RESULTS.md`; of the
 * cases that `only` matches it just tells.
 */
export async function bench({
  short,
  only,
}: {
  short: boolean;
  only: RegExp | null;
}): Promise<void> {
  const busy = loadavg()[0] ?? 0;
  const dataDir = mkdtempSync(join(tmpdir(), "portcullis-bench-"));
  const server = await startCounting(dataDir);
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => void server.stop().finally(() => process.exit(1)));
  }
  try {
    process.env.DATABASE_URL = server.url;
    process.env.PORTCULLIS_SECRET = "a secret of the benchmark of 32 bytes or more";
    await migrate(server.url);
    const most = Number(process.env.BENCH_KEYS ?? (short ? 1_000 : 1_000_000));
    const began = performance.now();
    const filled = await fill(server.superuserUrl, most, join(dataDir, "keys.txt"));
    console.log(`${most} keys in ${((performance.now() - began) / 1000).toFixed(0)} s`);
    // As the worker does: quotas are read of what is folded.
    await foldUsage();
    await closeDatabase(1);
    const { superuserUrl } = server;
    const { rows, rest } = await measure({ ...filled, most, short, only, dataDir, superuserUrl });
    const matchNs = measureMatcher();
    const sdk = !only || only.test("sdk") ? await measureSdk({ short, dataDir }) : null;
    const usage =
      !only || only.test("usage")
        ? await measureUsage({ ...filled, short, dataDir, superuserUrl })
        : null;
    const text =
      report(rows, { short, matchNs, busy, rest }) +
      (sdk ? reportSdk(sdk) : "") +
      (usage ? reportUsage(usage) : "");
    if (!short && !only) writeFileSync(join("bench", "RESULTS.md"), text);
    console.log(`\n${text}`);
    if (!only) expectSound(rows, { matchNs, rest });
    if (sdk) expectSdkSound(sdk);
    if (usage) expectUsageSound(usage, { short });
  } finally {
    await server.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}
