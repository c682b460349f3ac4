import { and, eq, sql } from "drizzle-orm";
import { alertRules } from "@/db/schema";
import type { Transaction } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import { findApplication } from "@/lib/applications/find";
import { recordAudit } from "@/lib/audit/record";
import { toUuid } from "@/lib/ids";
import { notify } from "@/lib/notifications/notify";
import type { JudgedRule } from "./judged-rules";
import { conditionOf, ruleTarget } from "./summarize";
import { ruleName } from "./words";

/** Writes down what the rules are now, where that is new. */
export async function noteValues(
  tx: Transaction,
  actor: Actor,
  judged: readonly JudgedRule[],
): Promise<void> {
  const values = judged
    .filter(({ rule, value }) => rule.lastValue !== value)
    .map(({ rule, value }) => ({ id: toUuid("alr", rule.id), value, revision: rule.revision }));
  if (values.length === 0) return;
  const org = toUuid("org", actor.organizationId);
  await tx.execute(sql`
    update ${alertRules} set last_value = v.value
    from json_to_recordset(${JSON.stringify(values)}::json)
      as v(id uuid, value float8, revision integer)
    where ${alertRules.orgId} = ${org}::uuid and ${alertRules.id} = v.id
      and ${alertRules.revision} = v.revision`);
}

/**
 * Makes a rule firing, or calm again, and tells who owns or maintains its application. False, and
 * nothing done, where another did so, or the rule was changed meanwhile.
 */
export async function turn(
  tx: Transaction,
  actor: Actor,
  { rule, value, state }: JudgedRule,
): Promise<boolean> {
  const turned = await tx
    .update(alertRules)
    .set({ state, stateSince: sql`now()`, lastValue: value })
    .where(
      and(
        eq(alertRules.orgId, actor.organizationId),
        eq(alertRules.id, rule.id),
        eq(alertRules.state, rule.state),
        eq(alertRules.revision, rule.revision),
      ),
    )
    .returning({ id: alertRules.id });
  if (turned.length === 0) return false;
  const application = await findApplication(tx, actor, rule.applicationId);
  const action = state === "firing" ? "alert.fired" : "alert.calmed";
  const facts = { ...conditionOf(rule), value };
  await recordAudit(tx, actor, {
    action,
    target: ruleTarget(rule.id, ruleName(rule)),
    applicationId: application.id,
    after: facts,
  });
  await notify(tx, actor, [application.ownerId, ...application.maintainerIds], action, {
    alertId: rule.id,
    applicationId: application.id,
    application: application.name,
    ...facts,
  });
  return true;
}
