import { and, eq, gte, lt, lte, max, min, sql } from "drizzle-orm";
import { organizations, usageEvents } from "@/db/schema";
import { transact, transactSystem } from "@/db/transact";
import type { OrganizationId } from "@/lib/ids";

const dayMs = 86_400_000;
const usualRowsAtOnce = 5000;
const usualBudgetMs = 20_000;

type Options = { rowsAtOnce?: number; budgetMs?: number };

/**
 * Deletes the history of those who keep theirs shorter than others do, whole days (UTC) only; what
 * nobody keeps goes with its partition. Begins nothing after `budgetMs`. Returns how many verdicts.
 */
export async function forgetOldHistory({
  rowsAtOnce = usualRowsAtOnce,
  budgetMs = usualBudgetMs,
}: Options = {}): Promise<number> {
  const until = performance.now() + budgetMs;
  const today = Math.floor(Date.now() / dayMs) * dayMs;
  let deleted = 0;
  for (const { id, days } of await shorter()) {
    const before = new Date(today - days * dayMs);
    for (let more = true; more && performance.now() < until; ) {
      const some = await forgetSome(id, before, rowsAtOnce);
      deleted += some;
      more = some > 0;
    }
  }
  return deleted;
}

/** In any order: where the time is too short for all, it isn't always for the same. */
const shorter = () =>
  transactSystem(async (tx) => {
    const [longest] = await tx.select({ days: max(organizations.historyDays) }).from(organizations);
    return tx
      .select({ id: organizations.id, days: organizations.historyDays })
      .from(organizations)
      .where(lt(organizations.historyDays, longest?.days ?? 0))
      .orderBy(sql`random()`);
  });

/** The oldest of one day: statements that name a day look at no other's partition. */
function forgetSome(organizationId: OrganizationId, before: Date, rows: number): Promise<number> {
  return transact({ organizationId }, async (tx) => {
    const { orgId, at } = usageEvents;
    const isOurs = eq(orgId, organizationId);
    const [oldest] = await tx
      .select({ at: min(at) })
      .from(usageEvents)
      .where(and(isOurs, lt(at, before)));
    if (!oldest?.at) return 0;
    const end = new Date((Math.floor(oldest.at.getTime() / dayMs) + 1) * dayMs);
    const ofThatDay = and(isOurs, gte(at, oldest.at), lt(at, end));
    const [last] = await tx
      .select({ at })
      .from(usageEvents)
      .where(ofThatDay)
      .orderBy(at)
      .offset(rows - 1)
      .limit(1);
    const deleted = await tx.delete(usageEvents).where(and(ofThatDay, last && lte(at, last.at)));
    return deleted.count;
  });
}
