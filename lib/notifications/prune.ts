import { and, eq, lt, sql } from "drizzle-orm";
import { notifications } from "@/db/schema";
import { transact, transactSystem } from "@/db/transact";

const old = lt(notifications.readAt, sql`now() - interval '90 days'`);

/** Forgets the notifications that were read more than 90 days ago. Returns how many. */
export async function pruneNotifications(): Promise<number> {
  const found = await transactSystem((tx) =>
    tx.selectDistinct({ organizationId: notifications.orgId }).from(notifications).where(old),
  );
  let total = 0;
  for (const { organizationId } of found) {
    const { count } = await transact({ organizationId }, (tx) =>
      tx.delete(notifications).where(and(eq(notifications.orgId, organizationId), old)),
    );
    total += count;
  }
  return total;
}
