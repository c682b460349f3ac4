import "server-only";
import postgres from "postgres";
import { env } from "@/lib/env";
import { openWires } from "./dial";

/**
 * Runs `work` unless another process of this installation runs work of that name just now; says
 * whether it ran. The lock belongs to a connection of its own and ends with it, however it ends.
 */
export async function exclusively(name: string, work: () => Promise<void>): Promise<boolean> {
  const url = env().DATABASE_DIRECT_URL ?? env().DATABASE_URL;
  if (!url) throw new Error("DATABASE_URL is not set.");
  const wires = openWires();
  const sql = postgres(url, {
    ...wires.options,
    max: 1,
    connect_timeout: 3,
    onnotice: () => {},
    connection: { application_name: `portcullis-${name}`, statement_timeout: 3000 },
  });
  try {
    const [row] = await within(
      5000,
      sql`select pg_try_advisory_lock(hashtextextended(${`portcullis ${name}`}, 0)) as mine`,
    );
    if (row?.mine !== true) return false;
    await work();
    return true;
  } finally {
    await sql.end({ timeout: 1 });
    wires.cut();
  }
}

/** postgres.js itself waits without end for an answer on a half-open connection. */
function within<T>(ms: number, query: PromiseLike<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(reject, ms, new Error("The database did not answer in time."));
    query.then(resolve, reject).then(() => clearTimeout(timer));
  });
}
