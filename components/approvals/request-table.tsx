"use client";

import Link from "next/link";
import { columnsFor, DataTable } from "@/components/ui/data-table";
import { RelativeTime } from "@/components/ui/relative-time";
import type { AccessRequestSummary } from "@/lib/approvals/summary";
import { Asks } from "./asks";
import { environmentsInWords } from "./environment-words";
import { RequestStatusBadge } from "./request-status";

type Row = AccessRequestSummary & { href: string };

const column = columnsFor<Row>();

const columns = column.columns([
  column.accessor("items", {
    header: "Asked for",
    cell: ({ row }) => (
      <Link href={row.original.href} className="block truncate hover:underline">
        <Asks request={row.original} />
      </Link>
    ),
    meta: { card: "title", className: "md:max-w-72" },
  }),
  column.accessor("status", {
    header: "Status",
    cell: ({ getValue }) => <RequestStatusBadge status={getValue()} />,
  }),
  column.accessor("application", {
    header: "Application",
    cell: ({ getValue }) => <span className="block truncate">{getValue().name}</span>,
    meta: { className: "md:max-w-52" },
  }),
  column.accessor("environments", {
    header: "Environments",
    cell: ({ getValue }) => environmentsInWords(getValue()),
  }),
  column.accessor("createdByName", { header: "Asked by" }),
  column.accessor("decidedByName", {
    header: "Answered by",
    cell: ({ getValue }) => getValue() ?? <span className="text-muted">System</span>,
  }),
  column.accessor("decidedAt", {
    header: "Answered",
    cell: ({ getValue }) => <RelativeTime value={getValue()} />,
  }),
]);

/** Requests that were answered or withdrawn. */
export function RequestTable({
  slug,
  requests,
}: {
  slug: string;
  requests: readonly AccessRequestSummary[];
}) {
  return (
    <DataTable
      caption="Answered requests"
      columns={columns}
      rows={requests.map((request) => ({
        ...request,
        href: `/${slug}/inbox/requests/${request.id}`,
      }))}
      rowId={(request) => request.id}
    />
  );
}
