import { and, eq } from "drizzle-orm";
import { applications } from "@/db/schema";

import type { Actor } from "@/lib/access/actor";
import { authorize, authorizeOn } from "@/lib/access/authorize";
import { recordAudit } from "@/lib/audit/record";
import { announce } from "@/lib/verification/announce";
import { settled } from "@/lib/verification/settle";
import { type ApplicationRow, findApplication } from "./find";
import { summarizeApplication } from "./summarize";
import type { ApplicationSummary, DeactivatedApplication } from "./summary";

/**
 * Stops all keys of the application until it is activated again: a verification that starts at or
 * after `effectiveAt` refuses them. Idempotent. Throws 404, 403.
 */
export const deactivateApplication = (actor: Actor, id: unknown): Promise<DeactivatedApplication> =>
  setStatus(actor, id, "inactive", "application.deactivated");

/** Lets the application's active keys work again. Idempotent. Throws 404, 403. */
export async function activateApplication(actor: Actor, id: unknown): Promise<ApplicationSummary> {
  const { effectiveAt, gates, ...application } = await setStatus(
    actor,
    id,
    "active",
    "application.activated",
  );
  return application;
}

async function setStatus(
  actor: Actor,
  id: unknown,
  status: ApplicationRow["status"],
  action: string,
): Promise<DeactivatedApplication> {
  authorize(actor, "application.edit");
  const { value, effect } = await settled(actor, async (tx) => {
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
    const { maintainerIds } = before;
    return summarizeApplication(tx, actor, { ...after, maintainerIds });
  });
  return { ...value, ...effect };
}
