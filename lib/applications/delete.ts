import { and, eq, isNull, sql } from "drizzle-orm";
import { z } from "zod";
import { applications, keys } from "@/db/schema";
import type { Transaction } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import { authorize, authorizeOn } from "@/lib/access/authorize";
import { withdrawRequestsFor } from "@/lib/approvals/withdraw";
import { recordAudit } from "@/lib/audit/record";
import { invalid } from "@/lib/errors";
import { nameField } from "@/lib/fields";
import { parse } from "@/lib/parse";
import { announce } from "@/lib/verification/announce";
import { transactSettled } from "@/lib/verification/settle";
import { type ApplicationRow, findApplication } from "./find";

const Confirmation = z.strictObject({ name: nameField() });

/**
 * Deletes an application for good: its keys are revoked and no longer known, its name is free
 * again. With `input` the application's name must be given, as typed by a person. Throws 404, 422,
 * 403.
 */
export async function deleteApplication(actor: Actor, id: unknown, input?: unknown): Promise<void> {
  authorize(actor, "application.edit");
  const typed = input === undefined ? undefined : parse(Confirmation, input);
  await transactSettled(actor, async (tx) => {
    const before = await findApplication(tx, actor, id, "update");
    authorizeOn(actor, "application.edit", before);
    if (typed && typed.name !== before.name) {
      throw invalid("name", `Type the application's name: ${before.name}`);
    }
    const now = new Date();
    const revision = before.revision + 1;
    await tx
      .update(applications)
      .set({ status: "inactive", deletedAt: now, updatedAt: now, revision })
      .where(and(eq(applications.orgId, actor.organizationId), eq(applications.id, before.id)));
    const stopped = await deleteKeys(tx, actor, before, now);
    await withdrawRequestsFor(tx, actor, before.id);
    // Its keys need no word of their own: none is judged without its application.
    await announce(tx, actor, { kind: "application", id: before.id, revision });
    await recordAudit(tx, actor, {
      action: "application.deleted",
      target: { kind: "application", id: before.id, name: before.name },
      applicationId: before.id,
      before: { name: before.name, status: before.status, baseUrl: before.baseUrl },
      after: { keysDeleted: stopped },
    });
  });
}

/** How many keys it stopped. */
async function deleteKeys(
  tx: Transaction,
  actor: Actor,
  application: ApplicationRow,
  now: Date,
): Promise<number> {
  const { count } = await tx
    .update(keys)
    .set({
      status: "revoked",
      deletedAt: now,
      revokedAt: sql`coalesce(${keys.revokedAt}, ${now.toISOString()}::timestamptz)`,
      revokedBy: sql`coalesce(${keys.revokedBy}, ${actor.id})`,
      revokeReason: sql`coalesce(${keys.revokeReason}, 'other')`,
      revision: sql`${keys.revision} + 1`,
    })
    .where(
      and(
        eq(keys.orgId, actor.organizationId),
        eq(keys.applicationId, application.id),
        isNull(keys.deletedAt),
      ),
    );
  return count;
}
