import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import postgres from "postgres";
import { attachEmbedded } from "@/db/embedded";
import { isId, toUuid } from "@/lib/ids";
import { product } from "./product";
import { environmentOf } from "./run-product";

/** What no door does: lets a key have been generated that many days ago. */
export async function predateKey(id: string, days: number): Promise<void> {
  if (!isId("key", id)) throw new Error(`${id} is no key`);
  const count = await changeRows(
    (sql) => sql`
      update keys set created_at = now() - make_interval(days => ${days}) where id = ${toUuid("key", id)}`,
  );
  if (count !== 1) throw new Error(`${id} was not found`);
}

/** Lets the next signing keys have been published for an hour. */
export const predateNextSigningKeys = (): Promise<number> =>
  changeRows(
    (sql) => sql`
      update signing_keys set created_at = now() - interval '1 hour' where state = 'next'`,
  );

async function changeRows(
  change: (sql: postgres.Sql) => Promise<postgres.RowList<postgres.Row[]>>,
): Promise<number> {
  const { superuserUrl } = await attachEmbedded(product().dataDir);
  const sql = postgres(superuserUrl, { database: "portcullis", max: 1 });
  try {
    return (await change(sql)).count;
  } finally {
    await sql.end();
  }
}

/** A second worker, which runs each job at once: nobody waits for the next time of the first. */
export async function startWorker(): Promise<{ stop(): Promise<void> }> {
  const { dataDir } = product();
  const { url } = await attachEmbedded(dataDir);
  const child = spawn(process.execPath, [join("dist", "worker.js")], {
    env: {
      ...environmentOf(product()),
      NODE_ENV: "production",
      DATABASE_URL: url,
      PORTCULLIS_SECRET: readFileSync(join(dataDir, "secret"), "utf8").trim(),
      PORTCULLIS_PROCESS: "worker",
    },
    stdio: "ignore",
  });
  const ended = new Promise<void>((done) => child.once("close", () => done()));
  return {
    async stop() {
      child.kill("SIGTERM");
      await ended;
    },
  };
}
