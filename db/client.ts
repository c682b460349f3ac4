import "server-only";
import { drizzle, type PostgresJsDatabase } from "drizzle-orm/postgres-js";
import postgres from "postgres";
import { env } from "@/lib/env";
import { outliveClosedConnections } from "./closed-connection";
import { openWires, type Wires } from "./dial";
import { DatabaseUnavailableError } from "./errors";
import * as schema from "./schema";

export type Database = PostgresJsDatabase<typeof schema>;
export type Transaction = Parameters<Parameters<Database["transaction"]>[0]>[0];

type Pool = { sql: postgres.Sql; database: Database; wires: Wires; openedAt: number };

/** Kept on `globalThis`: Next bundles this file more than once into one process. */
const holder = globalThis as typeof globalThis & {
  portcullisPool?: Pool;
  portcullisGuarded?: true;
  portcullisAnswered?: number;
};

/** How long the answer of one transaction is waited for. The server gives up a second earlier. */
const patienceMs = ["portal", "gate"].includes(process.env.PORTCULLIS_PROCESS ?? "")
  ? 5000
  : 15_000;

function open(): Pool {
  const url = env().DATABASE_URL;
  if (!url) throw new Error("DATABASE_URL is not set.");
  if (!holder.portcullisGuarded) outliveClosedConnections(() => void closeDatabase(1));
  holder.portcullisGuarded = true;
  const wires = openWires();
  const sql = postgres(url, {
    ...wires.options,
    max: 10,
    // Its own backs off up to 20 seconds, during which queries hang and the database may be back.
    backoff: () => 0.1,
    connect_timeout: 3,
    idle_timeout: 60,
    onnotice: () => {},
    connection: {
      application_name: `portcullis-${process.env.PORTCULLIS_PROCESS ?? "tool"}`,
      TimeZone: "UTC",
      statement_timeout: patienceMs - 1000,
      idle_in_transaction_session_timeout: 30_000,
    },
  });
  return { sql, database: drizzle(sql, { schema }), wires, openedAt: performance.now() };
}

/**
 * Gives up the pool, whose statements are answered no more, for a new one. The sockets are cut: a
 * half-open connection would never end by itself. At most once a second.
 */
export function replaceDatabase(): void {
  const pool = holder.portcullisPool;
  if (!pool || performance.now() - pool.openedAt < 1000) return;
  holder.portcullisPool = undefined;
  pool.wires.cut();
  pool.sql.end({ timeout: 0 }).catch(() => {});
}

/** For files in `db/` only; everyone else comes through `transact`. */
export function database(): Database {
  holder.portcullisPool ??= open();
  return holder.portcullisPool.database;
}

/**
 * What `work` gives, or `DatabaseUnavailableError` where it takes too long: the pool is then given
 * up unless it answers others, since postgres.js itself waits for a half-open connection without end.
 */
export async function withinPatience<T>(
  work: (isLate: () => boolean) => Promise<T>,
  ms = patienceMs,
): Promise<T> {
  let late = false;
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      late = true;
      void ping(500);
      reject(new DatabaseUnavailableError("deadline"));
    }, ms);
  });
  try {
    const result = await Promise.race([work(() => late), over]);
    holder.portcullisAnswered = performance.now();
    return result;
  } finally {
    clearTimeout(timer);
  }
}

/** How many connections of the pool are open. */
export const poolSize = (): number => holder.portcullisPool?.wires.count() ?? 0;

/** Whether the database answers within `ms` milliseconds. Never throws. */
export async function ping(ms = 1000): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((done) => {
    timer = setTimeout(() => {
      replaceDatabase();
      done(false);
    }, ms);
  });
  const answer = database()
    .execute("select 1")
    .then(() => true)
    .catch(() => false);
  return Promise.race([answer, late]).finally(() => clearTimeout(timer));
}

/** Whether the database has answered within the last second, or does so now. Never throws. */
export async function isAnswering(): Promise<boolean> {
  const known = performance.now() - (holder.portcullisAnswered ?? Number.NEGATIVE_INFINITY) < 1000;
  return known || (await ping());
}

/** Closes the pool; statements under way get `seconds` to finish. */
export async function closeDatabase(seconds = 3): Promise<void> {
  const pool = holder.portcullisPool;
  holder.portcullisPool = undefined;
  await pool?.sql.end({ timeout: seconds });
  pool?.wires.cut();
}
