import { spawn } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { chmod, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { type Account, canReach, giveTo } from "./account";
import { type Binaries, sharedRoot } from "./binaries";

/** A PostgreSQL data directory and what goes with it, all in one directory of ours. */
export type Cluster = {
  directory: string;
  data: string;
  log: string;
  credentials: { superuser: string; role: string };
};

/** Server programs get nothing of our environment: it holds secrets. */
export const bareEnvironment = {
  NODE_ENV: process.env.NODE_ENV,
  PATH: process.env.PATH,
  LC_ALL: "C",
  TZ: "UTC",
};

/** The cluster of a data directory, if there is one. */
export async function findCluster(dataDir: string): Promise<Cluster | undefined> {
  const pointer = join(dataDir, "postgres.location");
  const directory = existsSync(pointer)
    ? (await readFile(pointer, "utf8")).trim()
    : join(dataDir, "postgres");
  const file = join(directory, "credentials.json");
  if (!existsSync(file)) return undefined;
  return describe(directory, JSON.parse(await readFile(file, "utf8")));
}

/**
 * Makes the cluster of a data directory: first aside, then moved into place as a whole, so that
 * one that was broken off never counts.
 */
export async function createCluster(
  dataDir: string,
  binaries: Binaries,
  account: Account,
  ephemeral: boolean,
): Promise<Cluster> {
  const home = await reachableHome(dataDir, account);
  const final = join(home, "postgres");
  const draft = describe(join(home, "postgres.draft"), {
    superuser: randomBytes(24).toString("hex"),
    role: randomBytes(24).toString("hex"),
  });
  await rm(draft.directory, { recursive: true, force: true });
  await mkdir(draft.directory, { mode: 0o711 });
  await mkdir(draft.data, { mode: 0o700 });
  const passwordFile = join(draft.directory, "password");
  await writeFile(passwordFile, draft.credentials.superuser, { mode: 0o600 });
  await giveTo(account, draft.data);
  await giveTo(account, passwordFile);
  await run(binaries.initdb, account, [
    `--pgdata=${draft.data}`,
    "--username=postgres",
    `--pwfile=${passwordFile}`,
    "--auth=scram-sha-256",
    "--encoding=UTF8",
    "--locale=C",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--data-checksums",
    "--no-instructions",
    ...(ephemeral ? ["--no-sync"] : []),
  ]);
  await rm(passwordFile);
  await writeFile(
    join(draft.directory, "credentials.json"),
    `${JSON.stringify(draft.credentials, null, 2)}\n`,
    { mode: 0o600 },
  );
  if (home !== dataDir) await writeFile(join(dataDir, "postgres.location"), `${final}\n`);
  if (existsSync(final)) await rename(final, `${final}.${Date.now()}`);
  await rename(draft.directory, final);
  return describe(final, draft.credentials);
}

function describe(directory: string, credentials: Cluster["credentials"]): Cluster {
  const [data, log] = [join(directory, "data"), join(directory, "postgres.log")];
  return { directory, data, log, credentials };
}

/** The data directory itself, or a place under `/var/lib` where the account can't reach that. */
async function reachableHome(dataDir: string, account: Account): Promise<string> {
  if (canReach(account, dataDir)) return dataDir;
  const name = createHash("sha256").update(dataDir).digest("hex").slice(0, 16);
  const home = join(sharedRoot, name);
  await mkdir(home, { recursive: true });
  for (const directory of [dirname(home), home]) await chmod(directory, 0o711);
  return home;
}

async function run(program: string, account: Account, args: string[]): Promise<void> {
  let output = "";
  const child = spawn(program, args, {
    ...account,
    cwd: "/",
    env: bareEnvironment,
    stdio: ["ignore", "pipe", "pipe"],
  });
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk) => {
      output += chunk;
    });
  }
  const code = await new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  if (code !== 0) throw new Error(`The embedded PostgreSQL could not be set up.\n${output.trim()}`);
}
