import { and, eq } from "drizzle-orm";
import { alertRules } from "@/db/schema";
import { transact } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import { authorize } from "@/lib/access/authorize";
import { recordAudit } from "@/lib/audit/record";
import { findRule } from "./find";
import { conditionOf, ruleTarget } from "./summarize";
import { ruleName } from "./words";

/** Deletes a rule, firing or not. Throws 404, 403. */
export async function deleteAlertRule(actor: Actor, id: unknown): Promise<void> {
  authorize(actor, "alert.edit");
  await transact(actor, async (tx) => {
    const { rule, application } = await findRule(tx, actor, id);
    await tx
      .delete(alertRules)
      .where(and(eq(alertRules.orgId, actor.organizationId), eq(alertRules.id, rule.id)));
    await recordAudit(tx, actor, {
      action: "alert.deleted",
      target: ruleTarget(rule.id, ruleName(rule)),
      applicationId: application.id,
      before: { ...conditionOf(rule), state: rule.state },
    });
  });
}
