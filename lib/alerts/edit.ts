import { isDeepStrictEqual } from "node:util";
import { and, eq, sql } from "drizzle-orm";
import { alertRules } from "@/db/schema";
import { transact } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import { authorize } from "@/lib/access/authorize";
import { recordAudit } from "@/lib/audit/record";
import { parse } from "@/lib/parse";
import { expectRevision } from "@/lib/revision";
import { AlertRuleFields } from "./fields";
import { expectNew, findRule } from "./find";
import { conditionOf, ruleTarget, summarizeRule } from "./summarize";
import type { AlertRuleSummary } from "./summary";
import { ruleName } from "./words";

/**
 * Makes a rule another one, which is calm until it is judged; one that changes nothing leaves no
 * trace. Throws 404, 412 (the revision is another than `ifRevision`), 409 (the application has that
 * rule), 422, 403.
 */
export async function editAlertRule(
  actor: Actor,
  id: unknown,
  input: unknown,
  ifRevision?: number,
): Promise<AlertRuleSummary> {
  authorize(actor, "alert.edit");
  const wish = parse(AlertRuleFields, input);
  return transact(actor, async (tx) => {
    const { rule, application } = await findRule(tx, actor, id);
    expectRevision(rule.revision, ifRevision);
    const before = conditionOf(rule);
    if (isDeepStrictEqual(before, wish)) return summarizeRule(rule);
    await expectNew(tx, actor, application.id, wish, rule.id);
    const [after] = await tx
      .update(alertRules)
      .set({
        ...wish,
        state: "calm",
        stateSince: sql`now()`,
        lastValue: null,
        revision: rule.revision + 1,
      })
      .where(and(eq(alertRules.orgId, actor.organizationId), eq(alertRules.id, rule.id)))
      .returning();
    if (!after) throw new Error("the alert rule was not changed");
    await recordAudit(tx, actor, {
      action: "alert.edited",
      target: ruleTarget(after.id, ruleName(after)),
      applicationId: application.id,
      before: { ...before, state: rule.state },
      after: { ...wish, state: after.state },
    });
    return summarizeRule(after);
  });
}
