import { setTimeout as sleep } from "node:timers/promises";
import postgres from "postgres";
import { afterAll, expect, test } from "vitest";
import { migrate } from "./migrate";
import { testDatabase } from "./testing/database";

const db = testDatabase();
const connect = () => postgres(db.url, { max: 1, onnotice: () => {} });
const clients: postgres.Sql[] = [];
const client = () => {
  const sql = connect();
  clients.push(sql);
  return sql;
};
afterAll(() => Promise.all(clients.map((sql) => sql.end())));

const isForced = async (sql: postgres.Sql) =>
  (await sql`select relforcerowsecurity as forced from pg_class where oid = 'keys'::regclass`)[0];

test("a migration that waits for a table lets those pass that read it, and comes to its end", async () => {
  const [owner, holder, reader] = [client(), client(), client()];
  await owner`alter table keys no force row level security`;
  await reader`select 1`;
  let release = () => {};
  const released = new Promise<void>((done) => {
    release = done;
  });
  const held = holder.begin(async (sql) => {
    await sql`lock table keys in access share mode`;
    await released;
  });
  const migrated = migrate(db.url);
  let longest = 0;
  for (const until = performance.now() + 2000; performance.now() < until; await sleep(50)) {
    const began = performance.now();
    await reader`select id from keys limit 1`;
    longest = Math.max(longest, performance.now() - began);
  }
  expect(await isForced(reader)).toEqual({ forced: false });
  release();
  await held;
  expect(await migrated).toBe(0);
  expect(await isForced(reader)).toEqual({ forced: true });
  console.log(`the longest read took ${longest.toFixed(0)} ms`);
  expect(longest).toBeGreaterThan(100);
  expect(longest).toBeLessThan(1000);
});
