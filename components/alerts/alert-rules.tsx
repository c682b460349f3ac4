"use client";

import { BellRing, Plus } from "lucide-react";
import { useState } from "react";
import { RowActions } from "@/components/catalog/row-actions";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { confirmed } from "@/components/ui/confirm-result";
import { columnsFor, DataTable } from "@/components/ui/data-table";
import { RelativeTime } from "@/components/ui/relative-time";
import { toast } from "@/components/ui/toast";
import type { AlertRuleSummary } from "@/lib/alerts/summary";
import { type AlertMetric, ruleName, valueWords } from "@/lib/alerts/words";
import type { AlertActions } from "./alert-actions";
import { AlertRuleDialog } from "./alert-rule-dialog";
import { AlertState } from "./alert-state";
import { NoAlertRules } from "./no-alert-rules";

/** Of few requests they are not known; counts are always. */
const isShare = (metric: AlertMetric) => metric === "refused-share" || metric === "latency";

const column = columnsFor<AlertRuleSummary>();

const columns = column.columns([
  column.display({
    id: "rule",
    header: "Rule",
    cell: ({ row }) => <span className="break-words">{ruleName(row.original)}</span>,
    meta: { card: "title" },
  }),
  column.accessor("state", {
    header: "State",
    cell: ({ getValue }) => <AlertState state={getValue()} />,
  }),
  column.accessor("stateSince", {
    header: "Since",
    cell: ({ getValue }) => <RelativeTime value={getValue()} />,
  }),
  column.display({
    id: "value",
    header: "Last value",
    cell: ({ row: { original } }) =>
      original.lastValue === null ? (
        <span className="text-muted">
          {isShare(original.metric) ? "Too few requests" : "Not judged yet"}
        </span>
      ) : (
        valueWords(original.metric, original.lastValue)
      ),
    meta: { align: "end", className: "tabular-nums" },
  }),
]);

type Doing = { act: "new" } | { act: "edit" | "delete"; rule: AlertRuleSummary };

/** The rules of an application; with `actions` they can be changed. */
export function AlertRules({
  application,
  rules,
  most,
  actions,
}: {
  application: string;
  rules: AlertRuleSummary[];
  /** An application has so many at most. */
  most: number;
  actions?: AlertActions | undefined;
}) {
  const [doing, setDoing] = useState<Doing>();
  const close = () => setDoing(undefined);
  const add = actions && (
    <Button
      variant="primary"
      icon={<Plus />}
      disabled={rules.length >= most}
      onClick={() => setDoing({ act: "new" })}
    >
      New rule
    </Button>
  );
  return (
    <section aria-labelledby="alert-rules" className="flex flex-col gap-3">
      <div className="flex flex-wrap items-end justify-between gap-x-4 gap-y-2">
        <div className="min-w-0 flex-1 basis-64">
          <h2 id="alert-rules" className="font-semibold">
            Alert rules
          </h2>
          <p className="text-balance text-muted text-sm">
            Each is judged every minute. Who owns or maintains {application} is told in the inbox
            when one fires, and when it kept within its bounds for 5 minutes. While the application
            is inactive, rules on too little rest.
            {actions && rules.length >= most && ` An application has ${most} at most.`}
          </p>
        </div>
        {rules.length > 0 && add}
      </div>
      <DataTable
        caption="Alert rules"
        columns={columns}
        rows={rules}
        rowId={({ id }) => id}
        actions={
          actions &&
          ((rule) => (
            <RowActions
              name={ruleName(rule)}
              onEdit={() => setDoing({ act: "edit", rule })}
              onDelete={() => setDoing({ act: "delete", rule })}
            />
          ))
        }
        empty={<NoAlertRules actions={actions} add={add} icon={<BellRing aria-hidden />} />}
      />
      {actions && doing && doing.act !== "delete" && (
        <AlertRuleDialog
          key={doing.act === "edit" ? doing.rule.id : "new"}
          application={application}
          rule={doing.act === "edit" ? doing.rule : undefined}
          actions={actions}
          onClose={close}
        />
      )}
      {actions && doing?.act === "delete" && (
        <ConfirmDialog
          open
          onOpenChange={(open) => open || close()}
          title="Delete this alert rule?"
          consequence={`${ruleName(doing.rule)}. Nobody is told of it any more.`}
          confirmLabel="Delete rule"
          onConfirm={async () => {
            const result = await actions.remove(doing.rule.id);
            if (result.ok) toast({ title: "Alert rule deleted" });
            return confirmed(result);
          }}
        />
      )}
    </section>
  );
}
