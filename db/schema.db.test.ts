import postgres from "postgres";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openTables, secureTables } from "./security";
import { testDatabase } from "./testing/database";

const db = testDatabase();
let sql: postgres.Sql;
beforeAll(() => {
  sql = postgres(db.url, { max: 1, onnotice: () => {} });
});
afterAll(() => sql.end());

/** Tables of the whole installation: no organization owns a row. */
const shared = [
  "installation_secrets",
  "setup_links",
  "users",
  "sessions",
  "sign_in_throttles",
  "gates",
  "feed_epoch",
  "usage_spools",
  "usage_folds",
];

async function tenantTables(): Promise<string[]> {
  const rows = await sql<{ name: string }[]>`
    select c.relname as name from pg_class c
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
      and c.relname <> all(${[...shared, ...openTables]})`;
  return rows.map((row) => row.name);
}

test("the runtime role can not pass by row-level security", async () => {
  const [role] = await sql`
    select rolsuper, rolbypassrls from pg_roles where rolname = current_user`;
  expect(role).toEqual({ rolsuper: false, rolbypassrls: false });
});

test("every table of an organization is under forced row-level security", async () => {
  const tables = await tenantTables();
  expect(tables.length).toBeGreaterThan(8);
  for (const name of tables) {
    const [row] = await sql`
      select c.relrowsecurity, c.relforcerowsecurity,
        (select count(*)::int from pg_policy p where p.polrelid = c.oid) as policies,
        exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'org_id'
          and a.attnotnull) as tenant
      from pg_class c where c.oid = ${name}::regclass`;
    expect({ name, ...row }).toEqual({
      name,
      relrowsecurity: true,
      relforcerowsecurity: true,
      policies: 1,
      tenant: true,
    });
  }
});

test("org_id stands first in every primary key, unique index and tenant foreign key", async () => {
  const tables = await tenantTables();
  const indexes = await sql<{ name: string; first: string }[]>`
    select i.indexrelid::regclass::text as name, a.attname as first
    from pg_index i join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]
    where i.indrelid::regclass::text = any(${tables}) and i.indisunique`;
  expect(indexes.filter((index) => index.first !== "org_id")).toEqual([]);
  const foreign = await sql<{ name: string; target: string; first: string; action: string }[]>`
    select c.conname as name, c.confrelid::regclass::text as target, a.attname as first,
      c.confdeltype as action
    from pg_constraint c join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
    where c.contype = 'f' and c.conrelid::regclass::text = any(${tables})`;
  expect(foreign.length).toBeGreaterThan(8);
  expect(foreign.filter((key) => key.target !== "users" && key.first !== "org_id")).toEqual([]);
  expect(foreign.filter((key) => key.action === "n")).toEqual([]);
});

test("open tables have no foreign keys to an organization's, and nothing has triggers", async () => {
  const foreign = await sql`
    select conname from pg_constraint
    where contype = 'f' and conrelid::regclass::text = any(${openTables})`;
  expect(foreign).toHaveLength(0);
  const triggers = await sql`select tgname from pg_trigger where not tgisinternal`;
  expect(triggers).toHaveLength(0);
});

test("a table that lost its policy gets it back, and a second pass changes nothing", async () => {
  await sql`drop policy tenant on keys`;
  await sql`alter table keys no force row level security`;
  await secureTables(sql);
  const state = () => sql`
    select xmin::text, relforcerowsecurity from pg_class where relname = 'keys'`;
  const [first] = await state();
  expect(first?.relforcerowsecurity).toBe(true);
  await secureTables(sql);
  expect((await state())[0]).toEqual(first);
});
