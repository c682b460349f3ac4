import { and, eq } from "drizzle-orm";
import { grants } from "@/db/schema";

import type { Actor } from "@/lib/access/actor";
import { authorize, authorizeOn } from "@/lib/access/authorize";
import { findApplication } from "@/lib/applications/find";
import { recordAudit } from "@/lib/audit/record";
import { notFound } from "@/lib/errors";
import { transactSettled } from "@/lib/verification/settle";
import { grantsChanged } from "./changed";
import { loadGrants } from "./load";
import { grantName } from "./summary";

/** Takes one grant away; it holds no longer from the next verification on. Throws 404, 403. */
export async function removeGrant(
  actor: Actor,
  applicationId: unknown,
  grantId: unknown,
): Promise<void> {
  authorize(actor, "grant.edit");
  await transactSettled(actor, async (tx) => {
    const application = await findApplication(tx, actor, applicationId, "update");
    authorizeOn(actor, "grant.edit", application);
    const grant = (await loadGrants(tx, actor, application)).find(({ id }) => id === grantId);
    if (!grant) throw notFound("grant");
    await tx
      .delete(grants)
      .where(and(eq(grants.orgId, actor.organizationId), eq(grants.id, grant.id)));
    await recordAudit(tx, actor, {
      action: "grant.removed",
      target: { kind: "grant", id: grant.id, name: grantName(grant) },
      applicationId: application.id,
    });
    await grantsChanged(tx, actor, application);
  });
}
