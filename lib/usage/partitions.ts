import { lt, sql } from "drizzle-orm";
import { usageSpools } from "@/db/schema";
import { transactSystem } from "@/db/transact";

const day = 86_400_000;

/** How long counts and single verdicts are kept, in days. */
export const keptDays = { minutes: 400, events: 30 } as const;

/** The day of a time in milliseconds, `YYYY-MM-DD` (UTC). */
export const dayOf = (time: number) => new Date(time).toISOString().slice(0, 10);

/** Makes the partitions of these days where they are missing. */
export async function makePartitions(days: Iterable<string>): Promise<void> {
  for (const day of days) {
    await transactSystem((tx) => tx.execute(sql`select portcullis_usage_day(${day}::date)`));
  }
}

/** Makes the partitions of today and the next two days. Returns 0: it does not count them. */
export async function prepareUsageDays(): Promise<number> {
  const now = Date.now();
  await makePartitions([0, 1, 2].map((ahead) => dayOf(now + ahead * day)));
  return 0;
}

/** Drops what is older than it is kept. Returns how many partitions. */
export async function forgetOldUsage(): Promise<number> {
  const before = (days: number) => dayOf(Date.now() - days * day);
  const { minutes, events } = keptDays;
  return transactSystem(async (tx) => {
    const [row] = await tx.execute<{ dropped: number }>(
      sql`select portcullis_forget_usage(${before(minutes)}::date, ${before(events)}::date) as dropped`,
    );
    const long = sql`now() - make_interval(days => ${minutes})`;
    await tx.delete(usageSpools).where(lt(usageSpools.countedAt, long));
    return row?.dropped ?? 0;
  });
}
