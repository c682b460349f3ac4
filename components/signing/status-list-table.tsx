"use client";

import { CopyText } from "@/components/ui/copy-text";
import { columnsFor, DataTable } from "@/components/ui/data-table";
import type { StatusListSummary } from "@/lib/statuses/list-status-lists";

type Row = StatusListSummary & { url: string };

/** As many places has a list. */
const places = 1_048_576;
const amount = (count: number) => count.toLocaleString("en-US");

const column = columnsFor<Row>();

const columns = column.columns([
  column.accessor("number", {
    header: "Status list",
    cell: ({ getValue }) => <span className="font-medium">List {getValue()}</span>,
    meta: { card: "title" },
  }),
  column.accessor("url", {
    header: "Address",
    cell: ({ getValue }) => <CopyText value={getValue()} what="Address of the status list" />,
    meta: { card: "wide" },
  }),
  column.accessor("taken", {
    header: "Places taken",
    cell: ({ getValue }) => (
      <>
        {amount(getValue())} <span className="text-muted">of {amount(places)}</span>
      </>
    ),
    meta: { align: "end" },
  }),
  column.accessor("revoked", {
    header: "Revoked",
    cell: ({ getValue }) => amount(getValue()),
    meta: { align: "end" },
  }),
  column.accessor("suspended", {
    header: "Suspended",
    cell: ({ getValue }) => amount(getValue()),
    meta: { align: "end" },
  }),
]);

export function StatusListTable({ lists }: { lists: Row[] }) {
  return (
    <DataTable
      caption="Status lists"
      columns={columns}
      rows={lists}
      rowId={({ number }) => String(number)}
    />
  );
}
