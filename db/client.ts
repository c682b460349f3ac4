import "server-only";
import { drizzle, type PostgresJsDatabase } from "drizzle-orm/postgres-js";
import postgres from "postgres";
import { env } from "@/lib/env";
import { outliveClosedConnections } from "./closed-connection";
import * as schema from "./schema";

export type Database = PostgresJsDatabase<typeof schema>;
export type Transaction = Parameters<Parameters<Database["transaction"]>[0]>[0];

type Pool = { sql: postgres.Sql; database: Database };

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
  const sql = postgres(url, {
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
  return { sql, database: drizzle(sql, { schema }) };
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
