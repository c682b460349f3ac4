import { and, eq } from "drizzle-orm";
import { applications } from "@/db/schema";

import type { Actor } from "@/lib/access/actor";
import { authorize, authorizeOn } from "@/lib/access/authorize";
import { recordAudit } from "@/lib/audit/record";
import { announce } from "@/lib/verification/announce";
import { transactSettled } from "@/lib/verification/settle";
import { type ApplicationRow, findApplication } from "./find";
import { summarizeApplication } from "./summarize";
import type { ApplicationSummary } from "./summary";

/** Stops all keys of the application until it is activated again. Idempotent. Throws 404, 403. */
export const deactivateApplication = (actor: Actor, id: unknown) =>
  setStatus(actor, id, "inactive", "application.deactivated");

/** Lets the application's active keys work again. Idempotent. Throws 404, 403. */
export const activateApplication = (actor: Actor, id: unknown) =>
  setStatus(actor, id, "active", "application.activated");

async function setStatus(
  actor: Actor,
  id: unknown,
  status: ApplicationRow["status"],
  action: string,
): Promise<ApplicationSummary> {
  authorize(actor, "application.edit");
  return transactSettled(actor, async (tx) => {
    const before = await findApplication(tx, actor, id, "update");
    authorizeOn(actor, "application.edit", before);
    if (before.status === status) return summarizeApplication(tx, actor, before);
    const [after] = await tx
      .update(applications)
      .set({ status, revision: before.revision + 1, updatedAt: new Date() })
      .where(and(eq(applications.orgId, actor.organizationId), eq(applications.id, before.id)))
      .returning();
    if (!after) throw new Error("the application was not changed");
    await announce(tx, actor, { kind: "application", id: after.id, revision: after.revision });
    await recordAudit(tx, actor, {
      action,
      target: { kind: "application", id: after.id, name: after.name },
      applicationId: after.id,
      before: { status: before.status },
      after: { status },
    });
    return summarizeApplication(tx, actor, after);
  });
}
