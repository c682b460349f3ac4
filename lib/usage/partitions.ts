import { lt, max, sql } from "drizzle-orm";
import { organizations, usageFolds, usageSpools } from "@/db/schema";
import { type Transaction, transactSystem } from "@/db/transact";

const day = 86_400_000;

/** How long each table is kept, in days; of the history what the organization that keeps longest does. */
export const keptDays = { minutes: 35, hours: 100, days: 800, events: 30 } as const;

/** An organization keeps its history so many days at most. */
export const mostHistoryDays = 365;

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

/**
 * Drops what is older than it is kept, and of minutes and hours only those that days are made of; of
 * the history what no organization keeps so long. Returns how many partitions.
 */
export async function forgetOldUsage(): Promise<number> {
  const before = (days: number) => dayOf(Date.now() - days * day);
  return transactSystem(async (tx) => {
    const unmade = await firstUnmade(tx, before(keptDays.minutes));
    const madeBefore = (days: number) => (unmade < before(days) ? unmade : before(days));
    const cuts: [cut: string, ...tables: string[]][] = [
      [madeBefore(keptDays.minutes), "usage_minutes", "usage_total_minutes"],
      [madeBefore(keptDays.hours), "usage_hours", "usage_total_hours"],
      [before(keptDays.days), "usage_days", "usage_total_days"],
      [before(await longestHistory(tx)), "usage_events"],
    ];
    let dropped = 0;
    for (const [cut, ...tables] of cuts) {
      for (const table of tables) {
        const [row] = await tx.execute<{ dropped: number }>(
          sql`select portcullis_forget_usage(${table}, ${cut}::date) as dropped`,
        );
        dropped += row?.dropped ?? 0;
      }
    }
    await tx.execute(sql`
      delete from ${usageFolds} f
      where f.grain = 'hour' and f.start < ${madeBefore(keptDays.hours)}::timestamp at time zone 'UTC'
        or f.start < date_trunc('month', ${before(keptDays.days)}::timestamp) at time zone 'UTC'`);
    const long = sql`now() - make_interval(days => ${keptDays.minutes})`;
    await tx.delete(usageSpools).where(lt(usageSpools.countedAt, long));
    return dropped;
  });
}

/**
 * The first day before that one whose minutes are there and not made to a day, or that one. Nobody
 * counts verdicts of the days before it until the end of the transaction.
 */
export async function firstUnmade(tx: Transaction, before: string): Promise<string> {
  const children = await tx.execute<{ day: string }>(sql`
    select right(c.relname, 8) as day from pg_inherits i join pg_class c on c.oid = i.inhrelid
    where i.inhparent = 'usage_minutes'::regclass order by c.relname`);
  const days = children.map(({ day }) => day.replace(/^(\d{4})(\d\d)(\d\d)$/, "$1-$2-$3"));
  for (const day of days.filter((one) => one < before)) {
    const start = sql`${day}::timestamp at time zone 'UTC'`;
    await tx.execute(sql`select portcullis_close_usage('day', ${start})`);
    const [mark] = await tx.execute(
      sql`select 1 from ${usageFolds} f where f.grain = 'day' and f.start = ${start}`,
    );
    if (!mark) return day;
  }
  return before;
}

/** In days. */
async function longestHistory(tx: Transaction): Promise<number> {
  const [row] = await tx.select({ days: max(organizations.historyDays) }).from(organizations);
  return row?.days ?? keptDays.events;
}
