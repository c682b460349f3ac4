import postgres from "postgres";
import { expect, it, vi } from "vitest";
import { closeDatabase } from "./client";
import { inspectDatabase } from "./inspect";
import { testDatabase } from "./testing/database";

const { url, superuserUrl } = testDatabase();

it("finds the product's own role and tables as they should be", async () => {
  const { role, unsecuredTables, tenantTables } = await inspectDatabase();
  expect(role).toEqual({ name: "portcullis", superuser: false, bypassesRowSecurity: false });
  expect(unsecuredTables).toEqual([]);
  expect(tenantTables).toBeGreaterThan(8);
});

it("finds a table that lost its protection", async () => {
  const sql = postgres(url, { max: 1 });
  await sql`alter table keys no force row level security`;
  await sql`drop policy tenant on grants`;
  await sql.end();
  expect((await inspectDatabase()).unsecuredTables).toEqual(["grants", "keys"]);
});

it("finds a role that row-level security would not hold", async () => {
  await closeDatabase();
  process.env.DATABASE_URL = superuserUrl;
  vi.resetModules();
  const { inspectDatabase: inspectAgain } = await import("./inspect");
  const { closeDatabase: closeAgain } = await import("./client");
  expect((await inspectAgain()).role).toMatchObject({ name: "postgres", superuser: true });
  await closeAgain();
});
