import { getTableName, type SQL, type SQLWrapper, sql } from "drizzle-orm";
import type { PgColumn } from "drizzle-orm/pg-core";
import { type OrganizationId, toUuid } from "@/lib/ids";

/**
 * Runs before what uses `rowBy`. Of an organization that the planner has not met it takes any index
 * for as good, and goes through all rows of the organization for one. The primary key alone has them
 * in its order, and from here on nothing is sorted.
 */
export const byPrimaryKey = sql`select set_config('enable_sort', 'off', true)`;

/** The row of the table of `id` that has this one, to be joined laterally under the table's name. */
export const rowBy = (organizationId: OrganizationId, id: PgColumn, value: SQLWrapper): SQL => sql`(
  select * from ${id.table} where org_id = ${toUuid("org", organizationId)}
    and ${id} >= ${value} and ${id} <= ${value} order by ${id} limit 1
  ) as ${sql.identifier(getTableName(id.table))}`;
