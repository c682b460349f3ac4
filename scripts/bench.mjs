import { pathToFileURL } from "node:url";
import { bundleOptions, ensureBuilt, ensureBundled, ensureSdk } from "./build.mjs";
import { ensureInstalled, enterProject, fail } from "./prepare.mjs";

/** Bundle name → source. */
const programs = {
  bench: "bench/main.ts",
  "bench-bare": "bench/bare.ts",
  "bench-gate": "bench/gate.ts",
  "bench-load": "bench/load.ts",
  "bench-sdk-offline": "bench/sdk-offline.ts",
  "bench-sdk-swarm": "bench/sdk-swarm.ts",
};

enterProject();
process.env.NODE_ENV = "production";
process.setSourceMapsEnabled(true);

try {
  await ensureInstalled();
  const only = process.argv.find((word) => word.startsWith("--only="))?.slice("--only=".length);
  await (only === undefined ? ensureBuilt() : ensureBundled());
  await ensureSdk();
  const { build } = await import("esbuild");
  const entryPoints = Object.entries(programs).map(([out, file]) => ({ in: file, out }));
  await build({ ...bundleOptions([]), entryPoints, outdir: "dist/bench" });
  const { bench } = await import(pathToFileURL("dist/bench/bench.js").href);
  const short = process.argv.includes("--short");
  await bench({ short, only: only === undefined ? null : new RegExp(only) });
  process.exit(0);
} catch (error) {
  fail(error);
}
