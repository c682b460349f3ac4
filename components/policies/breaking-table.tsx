"use client";

import { type ReactNode, useState } from "react";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { columnsFor, DataTable } from "@/components/ui/data-table";
import { DateTime, RelativeTime } from "@/components/ui/relative-time";
import type { BreakingKey } from "@/lib/policies/list-breaking";
import type { Breach } from "@/lib/policies/rules";
import { ExceptDialog, type ExceptKey } from "./except-dialog";
import { KeyCell } from "./key-cell";
import { ruleWords } from "./rule-words";

type Row = { id: string; item: BreakingKey; breach: Breach; href: string };

const column = columnsFor<Row>();

const columns = column.columns([
  column.accessor("item.name", {
    id: "key",
    header: "Key",
    cell: ({
      row: {
        original: { item, href },
      },
    }) => (
      <KeyCell
        name={item.name}
        href={href}
        application={item.application.name}
        environment={item.environment}
      />
    ),
    meta: { card: "title", className: "md:max-w-64 md:whitespace-normal" },
  }),
  column.display({
    id: "due",
    header: "What happens",
    cell: ({ row: { original } }) => <Deadline {...original.breach} />,
  }),
  column.accessor("breach.words", {
    id: "rule",
    header: "Rule",
    cell: ({ row: { original }, getValue }) => (
      <>
        <span className="font-medium">{ruleWords[original.breach.rule].name}:</span> {getValue()}
      </>
    ),
    meta: { card: "wide", className: "md:min-w-80 md:whitespace-normal" },
  }),
  column.accessor("item.owner", {
    id: "owner",
    header: "Owner",
    cell: ({ getValue }) => getValue()?.name ?? <span className="text-muted">Service-owned</span>,
  }),
  column.accessor("item.lastUsedAt", {
    id: "lastUsedAt",
    header: "Last used",
    cell: ({ getValue }) => <RelativeTime value={getValue()} />,
  }),
]);

function Deadline({ dueAt, exceptUntil, breaksAt }: Breach) {
  if (dueAt === null)
    return <Badge tone="idle">{breaksAt === null ? "Overdue, reminded only" : "Due soon"}</Badge>;
  return (
    <span className="inline-flex flex-wrap items-center gap-x-2 gap-y-1">
      <Badge tone={exceptUntil ? "info" : "warn"}>{exceptUntil ? "Excepted" : "Stopped"}</Badge>
      <span>
        {exceptUntil ? "until" : "on"} <DateTime value={exceptUntil ?? dueAt} dateOnly />
      </span>
    </span>
  );
}

/** Each key and rule that it breaks or soon will, with what comes of it. */
export function BreakingTable({
  rows,
  except,
  empty,
}: {
  rows: (BreakingKey & { href: string })[];
  /** For who may except a key. */
  except?: ExceptKey | undefined;
  empty: ReactNode;
}) {
  const [asked, setAsked] = useState<Row>();
  const lines: Row[] = rows.flatMap(({ href, ...item }) =>
    item.breaches.map((breach) => ({ id: `${item.id}/${breach.rule}`, item, breach, href })),
  );
  return (
    <>
      <DataTable
        caption="Keys that break a rule"
        columns={columns}
        rows={lines}
        rowId={({ id }) => id}
        empty={empty}
        {...(except && {
          actions: (row: Row) =>
            row.breach.dueAt !== null && (
              <Button
                size="sm"
                aria-label={`Except ${row.item.name}`}
                onClick={() => setAsked(row)}
              >
                {row.breach.exceptUntil ? "Change" : "Except"}
              </Button>
            ),
        })}
      />
      {except && asked && (
        <ExceptDialog
          item={asked.item}
          breach={asked.breach}
          except={except}
          onClose={() => setAsked(undefined)}
        />
      )}
    </>
  );
}
