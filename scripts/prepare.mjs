import { spawn } from "node:child_process";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** What every command does first: the right Node, the project's directory, `.env`. */
export function enterProject() {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    console.error(`Portcullis needs Node 20.19 or newer; this is ${process.versions.node}.`);
    process.exit(1);
  }
  process.chdir(root);
  if (existsSync(".env")) process.loadEnvFile();
  process.env.NEXT_TELEMETRY_DISABLED = "1";
}

/** Prints what went wrong, without a stack where the message says it all, and ends. */
export function fail(error) {
  console.error(`\n${error instanceof Error ? error.message : error}`);
  process.exit(1);
}

/** Installs what the lock names, unless it is there. What Next remembers of before is dropped. */
export async function ensureInstalled() {
  if (isInstalled()) return;
  await step("Installing dependencies", () =>
    run("npm", ["ci", "--include=dev", "--include=optional", "--no-audit", "--no-fund"]),
  );
  rmSync(join(".next", "cache"), { recursive: true, force: true });
}

function isInstalled() {
  const installed = join("node_modules", ".package-lock.json");
  if (!existsSync(installed)) return false;
  const { packages: wanted } = JSON.parse(readFileSync("package-lock.json", "utf8"));
  const { packages: found } = JSON.parse(readFileSync(installed, "utf8"));
  return Object.entries(wanted).every(
    ([path, { version, optional, devOptional }]) =>
      path === "" || optional || devOptional || found[path]?.version === version,
  );
}

/** One line of progress: what is done, and how long it took. */
export async function step(words, work) {
  const began = performance.now();
  const live = process.stderr.isTTY;
  if (live) process.stderr.write(`${words} …`);
  const result = await work();
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  console.error(`${live ? "\r" : ""}${words}: ${seconds} s`);
  return result;
}

/** Runs a command and returns what it printed; throws with that where it fails. */
export async function run(command, args, options = {}) {
  const { code, output } = await attempt(command, args, options);
  if (code === 0) return output;
  throw new Error(`${[command, ...args].join(" ")} failed\n${output.trim()}`);
}

export function attempt(command, args, { env, timeout } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      env: { ...process.env, ...env },
      shell: process.platform === "win32",
      stdio: ["ignore", "pipe", "pipe"],
      timeout,
    });
    let output = "";
    const keep = (chunk) => {
      output += chunk;
    };
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    child.once("error", (error) => resolve({ code: 1, output: `${output}${error.message}` }));
    child.once("close", (code) => resolve({ code: code ?? 1, output }));
  });
}
