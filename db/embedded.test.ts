import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import postgres from "postgres";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { AlreadyRunningError, attachEmbedded, type Embedded, startEmbedded } from "./embedded";

const dataDir = mkdtempSync(join(tmpdir(), "portcullis-embedded-"));
const pidFile = join(dataDir, "postgres", "data", "postmaster.pid");
const trouble: string[] = [];
let server: Embedded;

const start = () => startEmbedded(dataDir, { onTrouble: (words) => trouble.push(words) });

async function ask(statement: string) {
  const sql = postgres(server.url, { max: 1, connect_timeout: 2, onnotice: () => {} });
  try {
    return await sql.unsafe(statement);
  } finally {
    await sql.end({ timeout: 1 });
  }
}

beforeAll(async () => {
  server = await start();
}, 30_000);

afterAll(async () => {
  await server.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

test("its passwords are for the owner of the process alone", () => {
  expect(statSync(join(dataDir, "postgres", "credentials.json")).mode & 0o077).toBe(0);
});

test("the product's role owns its database and is held by row-level security", async () => {
  const [role] = await ask(
    "select rolsuper, rolbypassrls, rolcreaterole, rolcreatedb from pg_roles where rolname = current_user",
  );
  expect(Object.values(role ?? {})).toEqual([false, false, false, false]);
});

test("a second start on the same directory is refused, and can attach instead", async () => {
  await expect(start()).rejects.toThrow(AlreadyRunningError);
  expect((await attachEmbedded(dataDir)).url).toBe(server.url);
});

test("a server that is killed comes back on the same address", async () => {
  await ask("create table kept (n int)");
  process.kill(Number(readFileSync(pidFile, "utf8").split("\n")[0]), "SIGKILL");
  await vi.waitFor(() => expect(trouble).toHaveLength(1), { timeout: 10_000 });
  expect(await ask("select count(*)::int as n from kept")).toEqual([{ n: 0 }]);
}, 20_000);

test("what was stopped starts again with its data, whoever its lock file names", async () => {
  await server.stop();
  writeFileSync(pidFile, `${process.pid}\n${dataDir}\n`);
  server = await start();
  expect(await ask("select count(*)::int as n from kept")).toEqual([{ n: 0 }]);
}, 20_000);
