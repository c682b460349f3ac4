import type { alertRules } from "@/db/schema";
import type { AlertRuleSummary } from "./summary";
import type { AlertCondition } from "./words";

export type AlertRuleRow = typeof alertRules.$inferSelect;

export const conditionOf = ({
  metric,
  direction,
  threshold,
  windowMinutes,
}: AlertCondition): AlertCondition => ({ metric, direction, threshold, windowMinutes });

export const summarizeRule = (row: AlertRuleRow): AlertRuleSummary => ({
  id: row.id,
  applicationId: row.applicationId,
  ...conditionOf(row),
  state: row.state,
  stateSince: row.stateSince.toISOString(),
  lastValue: row.lastValue,
  createdAt: row.createdAt.toISOString(),
  revision: row.revision,
});

/** The rule as the audit log names it. */
export const ruleTarget = (id: string, name: string) => ({ kind: "alert-rule", id, name });
