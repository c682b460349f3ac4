"use client";

import { type ReactNode, useState } from "react";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { confirmed } from "@/components/ui/confirm-result";
import { columnsFor, DataTable } from "@/components/ui/data-table";
import { DateTime } from "@/components/ui/relative-time";
import { toast } from "@/components/ui/toast";
import type { FormResult } from "@/lib/form";
import type { ExceptionSummary } from "@/lib/policies/exception-items";
import type { RuleName } from "@/lib/policies/rules";
import { KeyCell } from "./key-cell";
import { ruleWords } from "./rule-words";

export type EndException = (
  keyId: string,
  input: { rule: RuleName },
) => Promise<FormResult<unknown>>;

type Row = ExceptionSummary & { href: string };

const column = columnsFor<Row>();

const columns = column.columns([
  column.accessor("key.name", {
    id: "key",
    header: "Key",
    cell: ({ row: { original } }) => (
      <KeyCell
        name={original.key.name}
        href={original.href}
        application={original.application.name}
        environment={original.key.environment}
      />
    ),
    meta: { card: "title", className: "md:max-w-64 md:whitespace-normal" },
  }),
  column.accessor("rule", { header: "Rule", cell: ({ getValue }) => ruleWords[getValue()].name }),
  column.accessor("until", {
    header: "Until",
    cell: ({ getValue }) => <DateTime value={getValue()} />,
  }),
  column.accessor("reason", {
    header: "Reason",
    cell: ({ getValue }) => <span className="break-words">{getValue()}</span>,
    meta: { card: "wide", className: "md:min-w-56 md:max-w-96 md:whitespace-normal" },
  }),
  column.accessor("createdByName", {
    header: "By",
    cell: ({ row: { original }, getValue }) => (
      <span>
        {getValue()}{" "}
        <span className="text-muted">
          <DateTime value={original.createdAt} dateOnly />
        </span>
      </span>
    ),
  }),
]);

/** Keys that may break a rule for a time. */
export function ExceptionTable({
  rows,
  end,
  empty,
}: {
  rows: Row[];
  /** For who may end one. */
  end?: EndException | undefined;
  empty: ReactNode;
}) {
  const [ending, setEnding] = useState<Row>();
  return (
    <>
      <DataTable
        caption="Exceptions"
        columns={columns}
        rows={rows}
        rowId={({ id }) => id}
        empty={empty}
        {...(end && {
          actions: (row: Row) => (
            <Button
              size="sm"
              aria-label={`End exception of ${row.key.name}`}
              onClick={() => setEnding(row)}
            >
              End
            </Button>
          ),
        })}
      />
      {end && ending && (
        <ConfirmDialog
          open
          onOpenChange={(open) => open || setEnding(undefined)}
          title={`End the exception of ${ending.key.name}?`}
          consequence={
            <>
              It obeys the rule as the others do: {ruleWords[ending.rule].name}. Where that is
              enforced already, the key is disabled within a minute.
            </>
          }
          confirmLabel="End exception"
          onConfirm={async () => {
            const result = await end(ending.key.id, { rule: ending.rule });
            if (result.ok) toast({ title: `The exception of ${ending.key.name} has ended` });
            return confirmed(result);
          }}
        />
      )}
    </>
  );
}
