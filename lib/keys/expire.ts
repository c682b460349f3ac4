import { and, eq, inArray, isNull, lte, sql } from "drizzle-orm";
import { keys } from "@/db/schema";
import { transact, transactSystem } from "@/db/transact";
import { systemActor } from "@/lib/access/actor";
import { recordAudit } from "@/lib/audit/record";
import { newId, type OrganizationId } from "@/lib/ids";
import { log } from "@/lib/log";
import { announce } from "@/lib/verification/announce";

const atOnce = 1000;

const over = and(
  inArray(keys.status, ["active", "disabled", "quarantined"]),
  lte(keys.expiresAt, sql`now()`),
  isNull(keys.deletedAt),
);

/** Marks the keys whose end has passed as expired, in every organization. Returns how many. */
export async function expireKeys(): Promise<number> {
  const found = await transactSystem((tx) =>
    tx.selectDistinct({ organizationId: keys.orgId }).from(keys).where(over),
  );
  let count = 0;
  for (const { organizationId } of found) {
    let some = 0;
    do {
      some = await expireSome(organizationId).catch((error) => {
        log.error({ err: error, organizationId }, "keys past their end were not marked");
        return 0;
      });
      count += some;
    } while (some === atOnce);
  }
  return count;
}

function expireSome(organizationId: OrganizationId): Promise<number> {
  const actor = systemActor(organizationId, "expire-keys", newId("req"));
  return transact(actor, async (tx) => {
    const expired = await tx
      .update(keys)
      .set({ status: "expired", revision: sql`${keys.revision} + 1` })
      .where(
        and(
          eq(keys.orgId, organizationId),
          inArray(
            keys.id,
            tx
              .select({ id: keys.id })
              .from(keys)
              .where(and(eq(keys.orgId, organizationId), over))
              .limit(atOnce)
              .for("update"),
          ),
        ),
      )
      .returning();
    await announce(
      tx,
      actor,
      ...expired.map(({ id, revision }) => ({ kind: "key" as const, id, revision })),
    );
    for (const key of expired) {
      await recordAudit(tx, actor, {
        action: "key.expired",
        target: { kind: "key", id: key.id, name: key.name },
        applicationId: key.applicationId,
        after: { status: key.status, expiresAt: key.expiresAt },
      });
    }
    return expired.length;
  });
}
