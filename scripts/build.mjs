import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { brotliCompress, constants } from "node:zlib";
import { ensureInstalled, enterProject, fail, root, run, step } from "./prepare.mjs";

const brotli = promisify(brotliCompress);

/** The programs beside Next: bundle name → source. */
export const entries = {
  supervise: "scripts/supervise.ts",
  admin: "scripts/admin.ts",
  demo: "scripts/demo.ts",
  portal: "portal/main.ts",
  gate: "gate/main.ts",
  worker: "worker/main.ts",
};

/** @returns {import("esbuild").BuildOptions} */
export const bundleOptions = (names = Object.keys(entries)) => ({
  absWorkingDir: root,
  alias: { "server-only": join(root, "scripts", "empty.ts") },
  bundle: true,
  entryPoints: names
    .filter((name) => existsSync(join(root, entries[name])))
    .map((name) => ({ in: entries[name], out: name })),
  format: "esm",
  logLevel: "warning",
  outdir: "dist",
  packages: "external",
  platform: "node",
  sourcemap: true,
  target: "node20",
});

export async function ensureBundled() {
  await unlessFresh("bundles", ["db", "gate", "lib", "portal", "scripts", "worker"], () =>
    step("Bundling the processes", async () => {
      const { build } = await import("esbuild");
      await build(bundleOptions());
    }),
  );
}

export async function ensureBuilt() {
  await ensureBundled();
  await unlessFresh("next", ["app", "components", "db", "lib", "public"], () =>
    step("Building the portal", async () => {
      await run(process.execPath, ["node_modules/next/dist/bin/next", "build"], {
        env: { NODE_ENV: "production" },
      });
      await compress(join(".next", "static"));
    }),
  );
}

/** The package that others install, as it is published. */
export async function ensureSdk() {
  await unlessFresh("sdk", ["sdk/src", "sdk/tsconfig.json"], () =>
    step("Building the SDK", async () => {
      rmSync(join("sdk", "dist"), { recursive: true, force: true });
      await run(process.execPath, ["node_modules/typescript/bin/tsc", "--project", "sdk"]);
    }),
  );
}

/** Keeps scripts and styles compressed beside the plain ones, as small as it goes. */
async function compress(folder) {
  const params = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY };
  const files = listFiles(folder).filter((file) => /\.(js|css)$/.test(file));
  await Promise.all(
    files.map(async (file) =>
      writeFile(`${file}.br`, await brotli(await readFile(file), { params })),
    ),
  );
}

const madeFirst = {
  bundles: "dist/supervise.js",
  next: ".next/BUILD_ID",
  sdk: "sdk/dist/index.js",
};

/** Does the work unless its result was made of the same sources. */
async function unlessFresh(name, folders, work) {
  const stamp = join("dist", `${name}.stamp`);
  const hash = contentHash(folders);
  if (existsSync(madeFirst[name]) && existsSync(stamp) && readFileSync(stamp, "utf8") === hash)
    return;
  await work();
  mkdirSync("dist", { recursive: true });
  writeFileSync(stamp, hash);
}

function contentHash(folders) {
  const hash = createHash("sha256").update(process.version);
  const files = [
    ...[
      "package-lock.json",
      "tsconfig.json",
      "next.config.ts",
      "postcss.config.mjs",
      "proxy.ts",
      "scripts/build.mjs",
    ],
    ...folders.flatMap((folder) => listFiles(folder)).sort(),
  ];
  for (const file of files.filter((file) => existsSync(file))) {
    hash.update(`\0${file}\0`).update(readFileSync(file));
  }
  return hash.digest("hex");
}

function listFiles(folder) {
  if (!existsSync(folder)) return [];
  if (!statSync(folder).isDirectory()) return [folder];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.includes(".test."))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name));
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  enterProject();
  const sdkOnly = process.argv.includes("--sdk");
  await ensureInstalled()
    .then(sdkOnly ? undefined : ensureBuilt)
    .then(ensureSdk)
    .catch(fail);
}
