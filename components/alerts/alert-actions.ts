import type { AlertPreview, AlertRuleSummary } from "@/lib/alerts/summary";
import type { AlertCondition } from "@/lib/alerts/words";
import type { FormResult } from "@/lib/form";

export type AlertActions = {
  create: (wish: AlertCondition) => Promise<FormResult<AlertRuleSummary>>;
  edit: (
    id: string,
    revision: number,
    wish: AlertCondition,
  ) => Promise<FormResult<AlertRuleSummary>>;
  remove: (id: string) => Promise<FormResult<unknown>>;
  preview: (wish: AlertCondition) => Promise<FormResult<AlertPreview>>;
};
