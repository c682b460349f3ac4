import "server-only";
import type postgres from "postgres";

/** Tables with `org_id` that are read before the organization is known, or by every gate. */
export const openTables = [
  "organization_slugs",
  "user_organizations",
  "key_lookup",
  "token_lookup",
  "invitation_lookup",
  "change_log",
  "limit_debts",
];

/**
 * Puts every table that has an `org_id` under forced row-level security, save `openTables`, and
 * lets the runtime role use the schema where it is not its owner. Idempotent: it locks a table only
 * where something is missing.
 */
export async function secureTables(sql: postgres.Sql): Promise<void> {
  const tables = await sql<{ name: string; secured: boolean; policy: boolean }[]>`
    select c.relname as name, c.relrowsecurity and c.relforcerowsecurity as secured,
      exists (select from pg_policy p where p.polrelid = c.oid and p.polname = 'tenant') as policy
    from pg_class c
    join pg_attribute a on a.attrelid = c.oid and a.attname = 'org_id' and not a.attisdropped
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
      and not c.relispartition and c.relname <> all(${openTables})`;
  for (const { name, secured, policy } of tables) {
    if (!policy) {
      await sql`
        create policy tenant on ${sql(name)} using (
          org_id = nullif(current_setting('app.org_id', true), '')::uuid
          or current_setting('app.scope', true) = 'system')`;
    }
    if (!secured) {
      await sql`alter table ${sql(name)} enable row level security`;
      await sql`alter table ${sql(name)} force row level security`;
    }
  }
}
