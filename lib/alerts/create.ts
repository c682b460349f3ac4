import { and, eq } from "drizzle-orm";
import { alertRules } from "@/db/schema";
import { transact } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import { authorize, authorizeOn } from "@/lib/access/authorize";
import { findApplication } from "@/lib/applications/find";
import { recordAudit } from "@/lib/audit/record";
import { conflict } from "@/lib/errors";
import { newId } from "@/lib/ids";
import { parse } from "@/lib/parse";
import { AlertRuleFields, mostRules } from "./fields";
import { expectNew } from "./find";
import { ruleTarget, summarizeRule } from "./summarize";
import type { AlertRuleSummary } from "./summary";
import { ruleName } from "./words";

/**
 * Sets a rule for an application: it is judged each minute, and who owns or maintains the
 * application is told when it begins to fire and when it is calm again. Throws 404, 409 (the
 * application has that rule, or as many as it can), 422, 403.
 */
export async function createAlertRule(
  actor: Actor,
  applicationId: unknown,
  input: unknown,
): Promise<AlertRuleSummary> {
  authorize(actor, "alert.edit");
  const wish = parse(AlertRuleFields, input);
  return transact(actor, async (tx) => {
    const application = await findApplication(tx, actor, applicationId, "update");
    authorizeOn(actor, "alert.edit", application);
    await expectNew(tx, actor, application.id, wish);
    const theirs = and(
      eq(alertRules.orgId, actor.organizationId),
      eq(alertRules.applicationId, application.id),
    );
    if ((await tx.$count(alertRules, theirs)) >= mostRules) {
      throw conflict(`An application has at most ${mostRules} alert rules. Delete one first.`);
    }
    const [row] = await tx
      .insert(alertRules)
      .values({
        orgId: actor.organizationId,
        id: newId("alr"),
        applicationId: application.id,
        ...wish,
        createdBy: actor.id,
      })
      .returning();
    if (!row) throw new Error("the alert rule was not made");
    await recordAudit(tx, actor, {
      action: "alert.created",
      target: ruleTarget(row.id, ruleName(row)),
      applicationId: application.id,
      after: wish,
    });
    return summarizeRule(row);
  });
}
