import { usageEvents } from "@/db/schema";
import { transact } from "@/db/transact";
import { newId, type OrganizationId } from "@/lib/ids";
import { dayOf, makePartitions } from "@/lib/usage/partitions";

type Row = Partial<typeof usageEvents.$inferInsert>;

/** Writes rows of the access history past the recorder, a second apart and the latest first, for tests. */
export async function writeHistory(
  { id: orgId }: { id: OrganizationId },
  rows: readonly Row[],
  now = Date.now(),
) {
  const values = rows.map((row, index) => ({
    orgId,
    at: new Date(now - index * 1000),
    id: newId("evt"),
    requestId: newId("req"),
    outcome: "VALID",
    cost: 1,
    latencyMicros: 90,
    ...row,
  }));
  await makePartitions(new Set(values.map(({ at }) => dayOf(at.getTime()))));
  await transact({ organizationId: orgId }, async (tx) => {
    for (let from = 0; from < values.length; from += 1000) {
      await tx.insert(usageEvents).values(values.slice(from, from + 1000));
    }
  });
  return values;
}
