import { and, eq, lt, sql } from "drizzle-orm";
import { quotaNotices } from "@/db/schema";
import { type Tenant, type Transaction, transact, transactSystem } from "@/db/transact";
import type { KeyId } from "@/lib/ids";

const old = lt(quotaNotices.periodStart, sql`now() - interval '60 days'`);

/** What was told of a key's quota is no news of another one. */
export async function forgetQuotaNotices(tx: Transaction, tenant: Tenant, key: KeyId) {
  const { orgId, keyId } = quotaNotices;
  await tx.delete(quotaNotices).where(and(eq(orgId, tenant.organizationId), eq(keyId, key)));
}

/** Forgets what was told of quotas whose day or month has passed. Returns how much. */
export async function pruneQuotaNotices(): Promise<number> {
  const found = await transactSystem((tx) =>
    tx.selectDistinct({ organizationId: quotaNotices.orgId }).from(quotaNotices).where(old),
  );
  let total = 0;
  for (const { organizationId } of found) {
    const { count } = await transact({ organizationId }, (tx) =>
      tx.delete(quotaNotices).where(and(eq(quotaNotices.orgId, organizationId), old)),
    );
    total += count;
  }
  return total;
}
