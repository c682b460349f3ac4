import { and, eq, lt, sql } from "drizzle-orm";
import { idempotencyKeys } from "@/db/schema";
import { transact, transactSystem } from "@/db/transact";

const old = lt(idempotencyKeys.createdAt, sql`now() - interval '24 hours'`);

/** Forgets the `Idempotency-Key`s of more than 24 hours ago, with their answers. Returns how many. */
export async function pruneIdempotencyKeys(): Promise<number> {
  const found = await transactSystem((tx) =>
    tx.selectDistinct({ organizationId: idempotencyKeys.orgId }).from(idempotencyKeys).where(old),
  );
  let total = 0;
  for (const { organizationId } of found) {
    const { count } = await transact({ organizationId }, (tx) =>
      tx.delete(idempotencyKeys).where(and(eq(idempotencyKeys.orgId, organizationId), old)),
    );
    total += count;
  }
  return total;
}
