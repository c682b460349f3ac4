import { pathToFileURL } from "node:url";
import { bundleOptions, ensureBuilt } from "./build.mjs";
import { ensureInstalled, enterProject, fail } from "./prepare.mjs";

/** Bundle name → source. */
const programs = {
  bench: "bench/main.ts",
  "bench-bare": "bench/bare.ts",
  "bench-gate": "bench/gate.ts",
  "bench-load": "bench/load.ts",
};

enterProject();
process.env.NODE_ENV = "production";
process.setSourceMapsEnabled(true);

try {
  await ensureInstalled();
  await ensureBuilt();
  const { build } = await import("esbuild");
  const entryPoints = Object.entries(programs).map(([out, file]) => ({ in: file, out }));
  await build({ ...bundleOptions([]), entryPoints, outdir: "dist/bench" });
  const { bench } = await import(pathToFileURL("dist/bench/bench.js").href);
  await bench({ short: process.argv.includes("--short") });
  process.exit(0);
} catch (error) {
  fail(error);
}
