import { sql } from "drizzle-orm";
import { nobody, usageMinutes, usageTotalMinutes } from "@/db/schema";
import { transactSystem } from "@/db/transact";
import { fromUuid } from "@/lib/ids";
import { dayOf, makePartitions } from "@/lib/usage/partitions";
import { floor, hourMs } from "@/lib/usage/period";

export type CountRow = typeof usageMinutes.$inferInsert & { latencies: number[] };
type TotalRow = typeof usageTotalMinutes.$inferInsert & { latencies: number[] };

/** No application, key, API and endpoint, as they stand in counts. For tests. */
export const nothing = {
  applicationId: fromUuid("app", nobody),
  keyId: fromUuid("key", nobody),
  apiId: fromUuid("api", nobody),
  endpointId: fromUuid("end", nobody),
};

/** Counts verdicts as a gate does, no two rows alike, with all totals. For tests. */
export async function writeCounts(rows: CountRow[]): Promise<void> {
  await makePartitions(new Set(rows.map(({ start }) => dayOf(start.getTime()))));
  const hours = new Set(rows.map(({ start }) => floor(start.getTime(), hourMs)));
  const times = [...hours].map((hour) => new Date(hour).toISOString());
  const totals = totalsOf(rows);
  const { orgId, level, applicationId, apiId, endpointId, start, environment, outcome } =
    usageTotalMinutes;
  await transactSystem(async (tx) => {
    await tx.execute(sql`select portcullis_open_usage(${`{${times.join()}}`}::timestamptz[])`);
    for (const some of inTurns(rows)) await tx.insert(usageMinutes).values(some);
    for (const some of inTurns(totals)) {
      await tx
        .insert(usageTotalMinutes)
        .values(some)
        .onConflictDoUpdate({
          target: [orgId, level, applicationId, apiId, endpointId, start, environment, outcome],
          set: {
            count: sql`${usageTotalMinutes.count} + excluded.count`,
            cost: sql`${usageTotalMinutes.cost} + excluded.cost`,
            latencies: sql`${usageTotalMinutes.latencies} || excluded.latencies`,
          },
        });
    }
  });
}

function totalsOf(rows: CountRow[]): TotalRow[] {
  const totals = new Map<string, TotalRow>();
  for (const { keyId: _, ...row } of rows) {
    const { apiId, endpointId, applicationId } = nothing;
    for (const total of [
      { ...row, level: "organization" as const, applicationId, apiId, endpointId },
      { ...row, level: "application" as const, endpointId },
      { ...row, level: "endpoint" as const, applicationId },
    ]) {
      const { count, cost, latencies, ...things } = total;
      const name = JSON.stringify(things);
      const known = totals.get(name);
      if (!known) totals.set(name, { ...total, latencies: [...latencies] });
      else {
        known.count += count;
        known.cost += cost;
        known.latencies.push(...latencies);
      }
    }
  }
  return [...totals.values()];
}

function* inTurns<Row>(rows: Row[]): Generator<Row[]> {
  for (let i = 0; i < rows.length; i += 1000) yield rows.slice(i, i + 1000);
}
