import { and, asc, eq } from "drizzle-orm";
import { alertRules } from "@/db/schema";
import { transact } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import { authorize, authorizeOn } from "@/lib/access/authorize";
import { findApplication } from "@/lib/applications/find";
import { summarizeRule } from "./summarize";
import type { AlertRuleSummary } from "./summary";

/** The rules of an application, the oldest first: `mostRules` at most. Throws 404, 403. */
export async function listAlertRules(
  actor: Actor,
  applicationId: unknown,
): Promise<AlertRuleSummary[]> {
  authorize(actor, "alert.read");
  return transact(actor, async (tx) => {
    const application = await findApplication(tx, actor, applicationId);
    authorizeOn(actor, "alert.read", application);
    const rows = await tx
      .select()
      .from(alertRules)
      .where(
        and(
          eq(alertRules.orgId, actor.organizationId),
          eq(alertRules.applicationId, application.id),
        ),
      )
      .orderBy(asc(alertRules.id));
    return rows.map(summarizeRule);
  });
}
