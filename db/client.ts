import "server-only";
import type { Socket } from "node:net";
import { drizzle, type PostgresJsDatabase } from "drizzle-orm/postgres-js";
import postgres from "postgres";
import { env } from "@/lib/env";
import { outliveClosedConnections } from "./closed-connection";
import { dialing } from "./dial";
import * as schema from "./schema";

export type Database = PostgresJsDatabase<typeof schema>;
export type Transaction = Parameters<Parameters<Database["transaction"]>[0]>[0];

type Pool = { sql: postgres.Sql; database: Database; sockets: Set<Socket>; openedAt: number };

/** Kept on `globalThis`: Next bundles this file more than once into one process. */
const holder = globalThis as typeof globalThis & {
  portcullisPool?: Pool;
  portcullisGuarded?: true;
};

function open(): Pool {
  const url = env().DATABASE_URL;
  if (!url) throw new Error("DATABASE_URL is not set.");
  if (!holder.portcullisGuarded) outliveClosedConnections(() => void closeDatabase(1));
  holder.portcullisGuarded = true;
  const sockets = new Set<Socket>();
  const sql = postgres(url, {
    ...dialing(sockets),
    max: 10,
    // Its own backs off up to 20 seconds, during which queries hang and the database may be back.
    backoff: () => 0.1,
    connect_timeout: 3,
    idle_timeout: 60,
    onnotice: () => {},
    connection: {
      application_name: `portcullis-${process.env.PORTCULLIS_PROCESS ?? "tool"}`,
      statement_timeout: 10_000,
      idle_in_transaction_session_timeout: 30_000,
    },
  });
  return { sql, database: drizzle(sql, { schema }), sockets, openedAt: performance.now() };
}

/**
 * Gives up the pool, whose statements are answered no more, for a new one. The sockets are cut: a
 * half-open connection would never end by itself. At most once a second.
 */
export function replaceDatabase(): void {
  const pool = holder.portcullisPool;
  if (!pool || performance.now() - pool.openedAt < 1000) return;
  holder.portcullisPool = undefined;
  for (const socket of pool.sockets) socket.destroy();
  pool.sql.end({ timeout: 0 }).catch(() => {});
}

/** For files in `db/` only; everyone else comes through `transact`. */
export function database(): Database {
  holder.portcullisPool ??= open();
  return holder.portcullisPool.database;
}

/** Whether the database answers within `ms` milliseconds. Never throws. */
export async function ping(ms = 1000): Promise<boolean> {
  const late = new Promise<false>((done) => setTimeout(done, ms, false).unref());
  const answer = database()
    .execute("select 1")
    .then(() => true)
    .catch(() => false);
  return Promise.race([answer, late]);
}

/** Closes the pool; statements under way get `seconds` to finish. */
export async function closeDatabase(seconds = 3): Promise<void> {
  const pool = holder.portcullisPool;
  holder.portcullisPool = undefined;
  await pool?.sql.end({ timeout: seconds });
}
