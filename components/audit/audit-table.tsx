"use client";

import { type ReactNode, useState } from "react";
import { columnsFor, DataTable } from "@/components/ui/data-table";
import { Pagination } from "@/components/ui/pagination";
import { RelativeTime } from "@/components/ui/relative-time";
import type { AuditEventSummary } from "@/lib/audit/summary";
import type { Page } from "@/lib/page";
import { actionWords } from "./action-words";
import { ActorName } from "./actor-name";
import { AuditDrawer } from "./audit-drawer";
import { OutcomeBadge } from "./outcome-badge";
import { targetName } from "./target-name";

const column = columnsFor<AuditEventSummary>();

const columnsThatOpen = (open: (event: AuditEventSummary) => void) =>
  column.columns([
    column.accessor("occurredAt", {
      header: "Time",
      cell: ({ getValue }) => <RelativeTime value={getValue()} />,
    }),
    column.accessor("actor", {
      header: "Actor",
      cell: ({ getValue }) => <ActorName actor={getValue()} />,
      meta: { className: "md:max-w-56" },
    }),
    column.accessor("action", {
      header: "Action",
      cell: ({ row }) => (
        <button
          type="button"
          onClick={() => open(row.original)}
          className="text-left font-medium after:absolute after:inset-0"
        >
          {actionWords(row.original.action)}
        </button>
      ),
      meta: { card: "title" },
    }),
    column.accessor("target", {
      header: "Target",
      cell: ({ getValue }) => {
        return <span className="block truncate">{targetName(getValue()) ?? "—"}</span>;
      },
      meta: { className: "md:max-w-64" },
    }),
    column.accessor("network", {
      header: "Network",
      cell: ({ getValue }) => (
        <span className="font-mono text-[0.92em] text-muted">{getValue() ?? "—"}</span>
      ),
    }),
    column.accessor("outcome", {
      header: "Outcome",
      cell: ({ getValue }) => <OutcomeBadge outcome={getValue()} />,
    }),
  ]);

/** Audit events, latest first, each opening a drawer with its difference and evidence. */
export function AuditTable({
  page,
  number,
  size,
  empty,
}: {
  page: Page<AuditEventSummary>;
  number: number;
  size: number;
  empty?: ReactNode;
}) {
  const [shown, setShown] = useState<AuditEventSummary>();
  const [open, setOpen] = useState(false);
  const columns = columnsThatOpen((event) => {
    setShown(event);
    setOpen(true);
  });
  return (
    <div className="flex flex-col gap-3">
      <DataTable
        caption="Audit events"
        columns={columns}
        rows={page.data}
        rowId={(event) => event.id}
        empty={empty}
      />
      <Pagination page={number} pageSize={size} total={page.total} />
      <AuditDrawer event={shown} open={open} onOpenChange={setOpen} />
    </div>
  );
}
