import "server-only";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { drizzle } from "drizzle-orm/postgres-js";
import { migrate as applyMigrations } from "drizzle-orm/postgres-js/migrator";
import postgres from "postgres";
import { secureTables } from "./security";

const migrationsFolder = join(process.cwd(), "drizzle");
/** "portcull" in ASCII: the advisory lock that makes migrations wait for each other. */
const lock = "8101257914823502956";
const [attempts, pauseMs] = [120, 500];

/**
 * Brings the schema up to date as the owner, then puts every tenant table under row-level security.
 * Safe to call at any time and from several processes at once: they wait for each other.
 * Returns how many migrations were applied.
 */
export async function migrate(ownerUrl: string): Promise<number> {
  const sql = postgres(ownerUrl, { max: 1, onnotice: () => {}, connect_timeout: 5 });
  try {
    await sql`select pg_advisory_lock(${lock}::bigint)`;
    const before = await applied(sql);
    await sql`set lock_timeout = '200ms'`;
    await patiently(() => applyMigrations(drizzle(sql), { migrationsFolder }));
    await patiently(() => secureTables(sql));
    return (await applied(sql)) - before;
  } finally {
    await sql.end({ timeout: 5 });
  }
}

/**
 * Tries again where somebody held a table for long: whoever waits for a table's lock keeps every
 * other reader waiting behind.
 */
async function patiently(work: () => Promise<void>): Promise<void> {
  for (let left = attempts; ; left--) {
    try {
      return await work();
    } catch (error) {
      if (left === 1 || !isLockTimeout(error)) throw error;
      await sleep(pauseMs);
    }
  }
}

/** SQLSTATE 55P03, also below what a query builder wraps around it. */
function isLockTimeout(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return ("code" in error && error.code === "55P03") || isLockTimeout(error.cause);
}

/** How many of the migrations that this build knows are not applied to that database. */
export async function pendingMigrations(url: string): Promise<number> {
  const sql = postgres(url, { max: 1, onnotice: () => {}, connect_timeout: 5 });
  try {
    const { readMigrationFiles } = await import("drizzle-orm/migrator");
    return readMigrationFiles({ migrationsFolder }).length - (await applied(sql));
  } finally {
    await sql.end({ timeout: 5 });
  }
}

async function applied(sql: postgres.Sql): Promise<number> {
  const [table] = await sql`select to_regclass('drizzle.__drizzle_migrations') as name`;
  if (!table?.name) return 0;
  const [row] = await sql`select count(*)::int as n from drizzle.__drizzle_migrations`;
  return Number(row?.n);
}
