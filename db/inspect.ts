import "server-only";
import { sql } from "drizzle-orm";
import { database } from "./client";
import { openTables } from "./security";

export type Inspection = {
  /** The role that the product runs as; neither attribute may be true. */
  role: { name: string; superuser: boolean; bypassesRowSecurity: boolean };
  /** Tenant tables that row-level security does not hold for everybody. */
  unsecuredTables: string[];
  tenantTables: number;
};

/** What the database says of the role in use and of row-level security. */
export async function inspectDatabase(): Promise<Inspection> {
  const [role] = await database().execute<{ name: string; superuser: boolean; bypass: boolean }>(
    sql`select rolname as name, rolsuper as superuser, rolbypassrls as bypass
        from pg_roles where rolname = current_user`,
  );
  if (!role) throw new Error("The database does not know the role in use.");
  const open = sql.join(
    openTables.map((name) => sql`${name}`),
    sql`, `,
  );
  const tables = await database().execute<{ name: string; secured: boolean }>(
    sql`select c.relname as name, c.relrowsecurity and c.relforcerowsecurity
          and exists (select from pg_policy p where p.polrelid = c.oid) as secured
        from pg_class c
        join pg_attribute a on a.attrelid = c.oid and a.attname = 'org_id' and not a.attisdropped
        where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
          and not c.relispartition and c.relname not in (${open})
        order by c.relname`,
  );
  return {
    role: { name: role.name, superuser: role.superuser, bypassesRowSecurity: role.bypass },
    unsecuredTables: tables.filter((table) => !table.secured).map((table) => table.name),
    tenantTables: tables.length,
  };
}
