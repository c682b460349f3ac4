import { and, asc, eq, isNull } from "drizzle-orm";
import { alertRules, applications } from "@/db/schema";
import { transact } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import { authorize, canOn } from "@/lib/access/authorize";
import { applicationColumns } from "@/lib/applications/find";
import type { ApplicationId } from "@/lib/ids";
import { summarizeRule } from "./summarize";
import type { FiringAlert } from "./summary";

/** More than so many are not told of at once. */
const most = 200;

/**
 * The rules that fire now, of one application or of all those whose rules the actor may see, the
 * longest first. Throws 403.
 */
export async function firingAlerts(
  actor: Actor,
  applicationId?: ApplicationId,
): Promise<FiringAlert[]> {
  authorize(actor, "alert.read");
  return transact(actor, async (tx) => {
    const rows = await tx
      .select({ rule: alertRules, application: applicationColumns(tx, actor) })
      .from(alertRules)
      .innerJoin(
        applications,
        and(
          eq(applications.orgId, alertRules.orgId),
          eq(applications.id, alertRules.applicationId),
        ),
      )
      .where(
        and(
          eq(alertRules.orgId, actor.organizationId),
          eq(alertRules.state, "firing"),
          applicationId && eq(alertRules.applicationId, applicationId),
          isNull(applications.deletedAt),
        ),
      )
      .orderBy(asc(alertRules.stateSince), asc(alertRules.id))
      .limit(most);
    return rows
      .filter(({ application }) => canOn(actor, "alert.read", application))
      .map(({ rule, application }) => ({
        ...summarizeRule(rule),
        applicationName: application.name,
      }));
  });
}
