import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensureBrowser } from "./browser.mjs";
import { ensureBuilt, ensureSdk } from "./build.mjs";
import { attempt, ensureInstalled, enterProject, step } from "./prepare.mjs";

const bin = (name) => join("node_modules", ".bin", name);
const minutes = 60_000;
const reports = mkdtempSync(join(tmpdir(), "portcullis-reports-"));
const total = { passed: 0, failed: 0 };

enterProject();
await counted("Dependencies", ensureInstalled);
await counted("Lint", () => succeed(bin("biome"), ["ci", "--colors=off", "--error-on-warnings"]));
await counted("Types", async () => {
  rmSync(join(".next", "dev", "types"), { recursive: true, force: true });
  await succeed(process.execPath, ["node_modules/next/dist/bin/next", "typegen"]);
  await succeed(bin("tsc"), ["--noEmit"]);
});
await counted("Unused code", () => succeed(bin("knip"), ["--no-progress"]));
await counted("Unit and database tests", () => vitest(["unit", "database"]));
await counted("Build", ensureBuilt);
await counted("Build of the SDK", ensureSdk);
await counted("Access to the built product", () => vitest(["built"]));
await counted("Benchmark, short form", () =>
  succeed(process.execPath, ["scripts/bench.mjs", "--short"]),
);
await counted("End-to-end tests", () => playwright(join(reports, "playwright.json")));
rmSync(reports, { recursive: true, force: true });

console.log(`${total.passed} passed, ${total.failed} failed`);
process.exit(total.failed === 0 ? 0 : 1);

/**
 * Runs a part and adds what it returns; one that returns nothing counts as a single check, one
 * that throws as a failed one.
 */
async function counted(words, work) {
  let result;
  try {
    result = (await step(words, work)) ?? { passed: 1, failed: 0 };
  } catch (error) {
    console.error(`\n${words}: ${error instanceof Error ? error.message : error}\n`);
    result = { passed: 0, failed: 1 };
  }
  total.passed += result.passed;
  total.failed += result.failed;
}

async function succeed(command, args) {
  const { code, output } = await attempt(command, args, {
    env: { NO_COLOR: "1" },
    timeout: 10 * minutes,
  });
  if (code !== 0) throw new Error(`failed\n${output.trim()}`);
}

async function vitest(projects) {
  const file = join(reports, `${projects.join("-")}.json`);
  const { code, output } = await attempt(
    bin("vitest"),
    [
      "run",
      ...projects.map((name) => `--project=${name}`),
      "--reporter=default",
      "--reporter=json",
      `--outputFile.json=${file}`,
    ],
    { env: { NO_COLOR: "1" }, timeout: 30 * minutes },
  );
  const report = readReport(file, output);
  const broken = report.testResults.filter(
    ({ status, assertionResults }) => status === "failed" && assertionResults.length === 0,
  );
  return settle(code, output, report.numPassedTests, report.numFailedTests + broken.length);
}

async function playwright(file) {
  const { code, output } = await attempt(bin("playwright"), ["test", "--reporter=list,json"], {
    env: { CHROME_PATH: await ensureBrowser(), NO_COLOR: "1", PLAYWRIGHT_JSON_OUTPUT_NAME: file },
    timeout: 35 * minutes,
  });
  const { stats } = readReport(file, output);
  return settle(code, output, stats.expected, stats.unexpected + stats.flaky);
}

/** A run that says nothing failed and yet didn't end well has failed. */
function settle(code, output, passed, failed) {
  if (code !== 0 || failed > 0) console.error(`\n${output.trim()}\n`);
  return { passed, failed: code === 0 ? failed : Math.max(failed, 1) };
}

function readReport(file, output) {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    throw new Error(`ended without a report\n${output.trim()}`);
  }
}
