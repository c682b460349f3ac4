import { rmSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { bundleOptions, ensureBuilt, ensureBundled } from "./build.mjs";
import { ensureInstalled, enterProject, fail } from "./prepare.mjs";

const dev = process.argv.includes("--dev");
const demo = process.argv.includes("--demo");

enterProject();
process.env.PORTCULLIS_PROCESS = "supervisor";
process.env.NODE_ENV = dev ? "development" : "production";
if (demo) process.env.PORTCULLIS_DATA_DIR ||= ".data-demo";
process.setSourceMapsEnabled(true);

try {
  await ensureInstalled();
  await (dev ? ensureBundled() : ensureBuilt());
  const { supervise } = await import(pathToFileURL("dist/supervise.js").href);
  const running = await supervise({ demo });
  if (dev) await reloadOnChange(running);
} catch (error) {
  fail(error);
}

/** Next reloads its own part; the bundles are rebuilt here and their processes started again. */
async function reloadOnChange(running) {
  const { context } = await import("esbuild");
  rmSync("dist/bundles.stamp", { force: true });
  for (const name of ["portal", "gate", "worker"]) {
    let first = true;
    const onEnd = ({ errors }) => {
      if (!first && errors.length === 0) running.reload(name);
      first = false;
    };
    const plugin = { name: "reload", setup: (build) => build.onEnd(onEnd) };
    await (await context({ ...bundleOptions([name]), plugins: [plugin] })).watch();
  }
}
