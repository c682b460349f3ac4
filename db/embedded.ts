import type { ChildProcess } from "node:child_process";
import { existsSync } from "node:fs";
import { chmod, mkdir, readFile, realpath, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import postgres from "postgres";
import { serverAccount } from "./embedded/account";
import { findBinaries } from "./embedded/binaries";
import { type Cluster, createCluster, findCluster } from "./embedded/cluster";
import { lockDataDir } from "./embedded/lock";
import { freePort, launch, type Server, shutDown, stopLeftOver } from "./embedded/server";

export { AlreadyRunningError } from "./embedded/lock";

export type Embedded = {
  /** As role `portcullis`, which owns the database and no more. */
  url: string;
  superuserUrl: string;
  stop(): Promise<void>;
};

type Options = {
  /** For tests: nothing survives a crash, everything is faster. */
  ephemeral?: boolean;
  /** Hears of a server that died and was started again, or couldn't be. */
  onTrouble?: (message: string) => void;
};

/**
 * Starts the PostgreSQL server that lives in `dataDir`, making it first where there is none; one
 * that dies is started again. Throws `AlreadyRunningError` while another process uses `dataDir`.
 */
export async function startEmbedded(dataDir: string, options: Options = {}): Promise<Embedded> {
  const directory = await openDirectory(dataDir);
  const lock = await lockDataDir(directory);
  try {
    const account = serverAccount();
    const binaries = await findBinaries(account);
    const ephemeral = options.ephemeral ?? false;
    const cluster =
      (await findCluster(directory)) ??
      (await createCluster(directory, binaries, account, ephemeral));
    const server = { cluster, binaries, account, ephemeral };
    await stopLeftOver(server);
    const { port, stop } = await keepRunning(server, options.onTrouble ?? (() => {}));
    const urls = urlsOf(cluster, port);
    try {
      await createRole(urls.superuserUrl, cluster.credentials.role);
    } catch (error) {
      await stop();
      throw error;
    }
    return { ...urls, stop: () => stop().finally(lock.release) };
  } catch (error) {
    await lock.release();
    throw error;
  }
}

/** The addresses of the server that another process runs in `dataDir`; it stays that one's to stop. */
export async function attachEmbedded(dataDir: string): Promise<Embedded> {
  const cluster = await findCluster(await realpath(dataDir));
  if (!cluster) throw new Error(`There is no embedded database in ${dataDir}.`);
  const port = await rememberedPort(cluster);
  return { ...urlsOf(cluster, port), stop: async () => {} };
}

/** Root's data directory can be entered, not listed, by the account that runs the server. */
async function openDirectory(dataDir: string): Promise<string> {
  const root = process.getuid?.() === 0;
  await mkdir(dataDir, { recursive: true, mode: root ? 0o711 : 0o700 });
  if (root) await chmod(dataDir, 0o711);
  return realpath(dataDir);
}

async function keepRunning(server: Server, onTrouble: (message: string) => void) {
  let stopping = false;
  let { child, port } = await firstLaunch(server);

  const revive = async () => {
    for (let wait = 250; !stopping; wait = Math.min(wait * 2, 10_000)) {
      await sleep(wait);
      if (stopping) return;
      try {
        child = await launch(server, port);
        onTrouble("The embedded PostgreSQL had ended and runs again.");
        if (stopping) await shutDown(server, child);
        else watch();
        return;
      } catch (error) {
        onTrouble(error instanceof Error ? error.message : String(error));
      }
    }
  };
  let revival = Promise.resolve();
  const watch = () => {
    child.once("exit", () => {
      if (!stopping) revival = revive();
    });
  };
  watch();

  const stop = async () => {
    stopping = true;
    await shutDown(server, child);
    await revival;
  };
  return { port, stop };
}

/** The port of last time if it is free, else another; one that is taken in between is given up. */
async function firstLaunch(server: Server): Promise<{ child: ChildProcess; port: number }> {
  for (let attempt = 1; ; attempt++) {
    const port = await freePort(await rememberedPort(server.cluster));
    try {
      const child = await launch(server, port);
      await writeFile(portFile(server.cluster), `${port}\n`);
      return { child, port };
    } catch (error) {
      const taken = error instanceof Error && error.message.includes("could not bind");
      if (!taken || attempt === 5) throw error;
    }
  }
}

const portFile = (cluster: Cluster) => join(cluster.directory, "port");

async function rememberedPort(cluster: Cluster): Promise<number> {
  const file = portFile(cluster);
  return existsSync(file) ? Number(await readFile(file, "utf8")) : 0;
}

function urlsOf({ credentials }: Cluster, port: number) {
  const at = `127.0.0.1:${port}`;
  return {
    url: `postgres://portcullis:${credentials.role}@${at}/portcullis`,
    superuserUrl: `postgres://postgres:${credentials.superuser}@${at}/postgres`,
  };
}

/** An ordinary role: superusers and those with BYPASSRLS would not be held by row-level security. */
async function createRole(superuserUrl: string, password: string): Promise<void> {
  const sql = postgres(superuserUrl, { max: 1, onnotice: () => {} });
  try {
    const [role] = await sql`select from pg_roles where rolname = 'portcullis'`;
    if (!role) {
      await sql.unsafe(
        `create role portcullis login nosuperuser nobypassrls nocreaterole nocreatedb password '${password}'`,
      );
    }
    const [database] = await sql`select from pg_database where datname = 'portcullis'`;
    if (!database) await sql.unsafe("create database portcullis owner portcullis");
  } finally {
    await sql.end({ timeout: 2 });
  }
}
