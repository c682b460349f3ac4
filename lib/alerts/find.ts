import { and, eq, ne } from "drizzle-orm";
import { alertRules } from "@/db/schema";
import type { Transaction } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import { authorizeOn } from "@/lib/access/authorize";
import { type ApplicationRow, findApplication } from "@/lib/applications/find";
import { conflict, notFound } from "@/lib/errors";
import { type AlertRuleId, type ApplicationId, isId } from "@/lib/ids";
import type { AlertRuleRow } from "./summarize";
import type { AlertCondition } from "./words";

/**
 * The rule, which the actor may change, and its application, both locked for that. Throws 404, also
 * where `id` is no id, 403.
 */
export async function findRule(
  tx: Transaction,
  actor: Actor,
  id: unknown,
): Promise<{ rule: AlertRuleRow; application: ApplicationRow }> {
  if (!isId("alr", id)) throw notFound("alert rule");
  const read = () =>
    tx
      .select()
      .from(alertRules)
      .where(and(eq(alertRules.orgId, actor.organizationId), eq(alertRules.id, id)));
  const [found] = await read();
  if (!found) throw notFound("alert rule");
  const application = await findApplication(tx, actor, found.applicationId, "update");
  authorizeOn(actor, "alert.edit", application);
  const [rule] = await read().for("update");
  if (!rule) throw notFound("alert rule");
  return { rule, application };
}

/** Throws 409 where the application, which is locked, has the same rule already. */
export async function expectNew(
  tx: Transaction,
  actor: Actor,
  applicationId: ApplicationId,
  { metric, direction, threshold, windowMinutes }: AlertCondition,
  but?: AlertRuleId,
): Promise<void> {
  const same = await tx.$count(
    alertRules,
    and(
      eq(alertRules.orgId, actor.organizationId),
      eq(alertRules.applicationId, applicationId),
      eq(alertRules.metric, metric),
      eq(alertRules.direction, direction),
      eq(alertRules.threshold, threshold),
      eq(alertRules.windowMinutes, windowMinutes),
      but && ne(alertRules.id, but),
    ),
  );
  if (same > 0) throw conflict("The application has this rule already.");
}
