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

type Table = {
  name: string;
  secured: boolean;
  policy: boolean;
  /** Whether its policy looks the context up once per statement, and whether it should. */
  isOnce: boolean;
  wantsOnce: boolean;
};

const eachRule = (sql: postgres.Sql) => sql`
  org_id = nullif(current_setting('app.org_id', true), '')::uuid
  or current_setting('app.scope', true) = 'system'`;

/** For tables of which many rows are read at once; Citus takes no subqueries in a policy. */
const onceRule = (sql: postgres.Sql) => sql`
  org_id = (select nullif(current_setting('app.org_id', true), '')::uuid)
  or (select current_setting('app.scope', true)) = 'system'`;

/**
 * Puts every table that has an `org_id` under forced row-level security, save `openTables`, and
 * lets the runtime role use the schema where it is not its owner. Idempotent: it locks a table only
 * where something is missing.
 */
export async function secureTables(sql: postgres.Sql): Promise<void> {
  const tables = await sql<Table[]>`
    select c.relname as name, c.relrowsecurity and c.relforcerowsecurity as secured,
      p.oid is not null as policy,
      coalesce(pg_get_expr(p.polqual, p.polrelid) ilike '%select%', false) as "isOnce",
      c.relkind = 'p' and not exists (select from pg_extension where extname = 'citus') as "wantsOnce"
    from pg_class c
    join pg_attribute a on a.attrelid = c.oid and a.attname = 'org_id' and not a.attisdropped
    left join pg_policy p on p.polrelid = c.oid and p.polname = 'tenant'
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
      and not c.relispartition and c.relname <> all(${openTables})`;
  for (const { name, secured, policy, isOnce, wantsOnce } of tables) {
    const rule = wantsOnce ? onceRule(sql) : eachRule(sql);
    if (!policy) await sql`create policy tenant on ${sql(name)} using (${rule})`;
    else if (wantsOnce !== isOnce) await sql`alter policy tenant on ${sql(name)} using (${rule})`;
    if (!secured) {
      await sql`alter table ${sql(name)} enable row level security`;
      await sql`alter table ${sql(name)} force row level security`;
    }
  }
}
