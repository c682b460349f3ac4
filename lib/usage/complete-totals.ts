import { type SQL, sql } from "drizzle-orm";
import { nobody, usageMinutes, usageTotalMinutes } from "@/db/schema";
import type { Transaction } from "@/db/transact";

/** Some hours of some organizations. `during` is asked of minutes. */
type Where = { those: SQL; during: SQL };

/**
 * Makes the totals of minutes anew for organizations that have fewer of them than counts of keys:
 * gates of a version that knew no totals have counted there. Nobody else may count there meanwhile.
 */
export async function completeTotals(tx: Transaction, { those, during }: Where): Promise<void> {
  const found = await tx.execute<{ org: string }>(sql`
    select org_id as org from (
      select org_id, count from ${usageMinutes} where ${those} and ${during}
      union all
      select org_id, -count from ${usageTotalMinutes}
      where ${those} and ${during} and level = 'organization'
    ) u group by org_id having sum(count) > 0`);
  if (found.length === 0) return;
  const lacking = sql`org_id = any(${`{${found.map(({ org }) => org).join()}}`}::text::uuid[])`;
  await tx.execute(sql`delete from ${usageTotalMinutes} where ${lacking} and ${during}`);
  const told = (column: SQL, ...levels: string[]) =>
    sql`case when level = any(${`{${levels.join()}}`}::text[]) then ${column} else ${nobody}::uuid end`;
  await tx.execute(sql`
    insert into ${usageTotalMinutes} (org_id, level, minute, application_id, api_id, endpoint_id,
      environment, outcome, count, cost, latencies)
    select org_id, level, minute, application, api, endpoint, environment, outcome,
      sum(count)::bigint, sum(cost)::bigint, portcullis_latencies(latencies)
    from (
      select org_id, level, minute, environment, outcome, count, cost, latencies,
        ${told(sql`application_id`, "application")} as application,
        ${told(sql`api_id`, "application", "endpoint")} as api,
        ${told(sql`endpoint_id`, "endpoint")} as endpoint
      from ${usageMinutes}
        cross join (values ('organization'), ('application'), ('endpoint')) as l(level)
      where ${lacking} and ${during}
    ) u
    group by org_id, level, minute, application, api, endpoint, environment, outcome
    on conflict do nothing`);
}
