import { and, eq, lt, sql } from "drizzle-orm";
import { policyReminders } from "@/db/schema";
import { transact, transactSystem } from "@/db/transact";

const old = lt(policyReminders.createdAt, sql`now() - interval '60 days'`);

/** Forgets reminders of deadlines that have passed: none is told earlier than 30 days. */
export async function prunePolicyReminders(): Promise<number> {
  const found = await transactSystem((tx) =>
    tx.selectDistinct({ organizationId: policyReminders.orgId }).from(policyReminders).where(old),
  );
  let total = 0;
  for (const { organizationId } of found) {
    const { count } = await transact({ organizationId }, (tx) =>
      tx.delete(policyReminders).where(and(eq(policyReminders.orgId, organizationId), old)),
    );
    total += count;
  }
  return total;
}
