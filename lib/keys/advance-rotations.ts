import { and, asc, eq, gt, inArray, isNotNull, isNull, lte, or, type SQL, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { keys } from "@/db/schema";
import { type Transaction, transact, transactSystem } from "@/db/transact";
import { type SystemActor, systemActor } from "@/lib/access/actor";
import { recordAudit } from "@/lib/audit/record";
import { newId, type OrganizationId } from "@/lib/ids";
import { log } from "@/lib/log";
import { announce } from "@/lib/verification/announce";
import { markRevoked } from "./revoke";
import { endAfter } from "./rotate";

const atOnce = 1000;

const present = and(
  inArray(keys.status, ["active", "disabled", "quarantined"]),
  isNotNull(keys.replacedById),
  isNull(keys.revokedAt),
  isNull(keys.deletedAt),
);

/** Those whose overlap begins with the first use of the key that replaces them. */
const waiting = and(present, isNull(keys.retiresAt), isNotNull(keys.overlapSeconds));

/** Those whose overlap is over; past its own end too, a key is marked as expired instead. */
const retired = and(
  present,
  lte(keys.retiresAt, sql`now()`),
  or(isNull(keys.expiresAt), gt(keys.expiresAt, sql`now()`)),
);

/**
 * Lets the overlap of a rotation begin where the new key was first used, and revokes the old keys
 * whose overlap is over, in every organization. Returns how many keys it changed.
 */
export async function advanceRotations(): Promise<number> {
  const found = await transactSystem((tx) =>
    tx.selectDistinct({ organizationId: keys.orgId }).from(keys).where(or(waiting, retired)),
  );
  let count = 0;
  for (const { organizationId } of found) {
    const actor = systemActor(organizationId, "advance-rotations", newId("req"));
    count += await inTurns(organizationId, () => startSome(actor));
    count += await inTurns(organizationId, () => retireSome(actor));
  }
  return count;
}

async function inTurns(organizationId: OrganizationId, some: () => Promise<number>) {
  let count = 0;
  for (let done = atOnce; done === atOnce; count += done) {
    done = await some().catch((error) => {
      log.error({ err: error, organizationId }, "rotations were not advanced");
      return 0;
    });
  }
  return count;
}

function lockSome(tx: Transaction, actor: SystemActor, which: SQL | undefined) {
  return tx
    .select()
    .from(keys)
    .where(and(eq(keys.orgId, actor.organizationId), which))
    .orderBy(asc(keys.id))
    .limit(atOnce)
    .for("update");
}

function startSome(actor: SystemActor): Promise<number> {
  const org = actor.organizationId;
  return transact(actor, async (tx) => {
    const fresh = alias(keys, "fresh");
    const used = tx
      .select({ id: fresh.replacesId })
      .from(fresh)
      .where(
        and(eq(fresh.orgId, org), isNotNull(fresh.lastUsedAt), eq(fresh.id, keys.replacedById)),
      );
    const begun = await lockSome(tx, actor, and(waiting, inArray(keys.id, used)));
    if (begun.length === 0) return 0;
    const rows = await tx
      .update(keys)
      .set({
        retiresAt: endAfter(keys.overlapSeconds),
        overlapSeconds: null,
        revision: sql`${keys.revision} + 1`,
      })
      .where(
        and(
          eq(keys.orgId, org),
          inArray(
            keys.id,
            begun.map(({ id }) => id),
          ),
        ),
      )
      .returning();
    await announce(
      tx,
      actor,
      ...rows.map(({ id, revision }) => ({ kind: "key" as const, id, revision })),
    );
    for (const row of rows) {
      await recordAudit(tx, actor, {
        action: "key.rotation-started",
        target: { kind: "key", id: row.id, name: row.name },
        applicationId: row.applicationId,
        after: { replacedBy: row.replacedById, retiresAt: row.retiresAt },
      });
    }
    return rows.length;
  });
}

function retireSome(actor: SystemActor): Promise<number> {
  return transact(actor, async (tx) => {
    const rows = await lockSome(tx, actor, retired);
    for (const row of rows) await markRevoked(tx, actor, row, { reason: "superseded", note: "" });
    return rows.length;
  });
}
