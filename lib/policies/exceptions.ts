import { and, eq, gt } from "drizzle-orm";
import { policyExceptions } from "@/db/schema";
import type { Transaction } from "@/db/transact";
import type { KeyId, OrganizationId } from "@/lib/ids";
import type { Exception } from "./breaches";

/** What a key may break at `now`. */
export const exceptionsOf = (
  tx: Transaction,
  organizationId: OrganizationId,
  keyId: KeyId,
  now: Date,
): Promise<Exception[]> =>
  tx
    .select({ rule: policyExceptions.rule, until: policyExceptions.until })
    .from(policyExceptions)
    .where(
      and(
        eq(policyExceptions.orgId, organizationId),
        eq(policyExceptions.keyId, keyId),
        gt(policyExceptions.until, now),
      ),
    );

/** The exceptions of all keys of an organization that are not over at `now`. */
export async function allExceptions(
  tx: Transaction,
  organizationId: OrganizationId,
  now: Date,
): Promise<Map<KeyId, Exception[]>> {
  const rows = await tx
    .select({
      keyId: policyExceptions.keyId,
      rule: policyExceptions.rule,
      until: policyExceptions.until,
    })
    .from(policyExceptions)
    .where(and(eq(policyExceptions.orgId, organizationId), gt(policyExceptions.until, now)));
  const found = new Map<KeyId, Exception[]>();
  for (const { keyId, ...exception } of rows) {
    found.set(keyId, [...(found.get(keyId) ?? []), exception]);
  }
  return found;
}
