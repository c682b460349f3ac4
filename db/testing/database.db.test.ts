import postgres from "postgres";
import { expect, test } from "vitest";
import { ping } from "@/db/client";
import { testDatabase } from "./database";

const database = testDatabase();

test("a test file gets a migrated database of its own, as an ordinary role", async () => {
  expect(await ping()).toBe(true);
  const sql = postgres(database.url, { max: 1 });
  const [role] = await sql`
    select rolsuper as "superuser", rolbypassrls as "bypass", current_database() as "name"
    from pg_roles where rolname = current_user`;
  expect(role).toEqual({
    superuser: false,
    bypass: false,
    name: new URL(database.url).pathname.slice(1),
  });
  const [owned] =
    await sql`select count(*)::int as n from pg_tables where tableowner = 'portcullis'`;
  expect(owned?.n).toBeGreaterThan(10);
  await sql.end();
});
