"use client";

import Link from "next/link";
import type { ReactNode } from "react";
import { columnsFor, DataTable } from "@/components/ui/data-table";
import { DateTime } from "@/components/ui/relative-time";
import type { ApiSummary } from "@/lib/catalog/summary";

type Row = ApiSummary & { href: string };

const column = columnsFor<Row>();
const mono = "font-mono text-[0.92em]";

const columns = column.columns([
  column.accessor("name", {
    header: "Name",
    cell: ({ row }) => (
      <Link href={row.original.href} className="font-medium after:absolute after:inset-0">
        {row.original.name}
      </Link>
    ),
    meta: { card: "title" },
  }),
  column.accessor("slug", {
    header: "Slug",
    cell: ({ getValue }) => <code className={mono}>{getValue()}</code>,
  }),
  column.accessor("baseUrl", {
    header: "Base URL",
    cell: ({ getValue }) => <span className={`block truncate ${mono}`}>{getValue()}</span>,
    meta: { className: "md:max-w-72 max-md:col-span-2" },
  }),
  column.accessor("endpoints", { header: "Endpoints", meta: { align: "end" } }),
  column.accessor("permissions", { header: "Permissions", meta: { align: "end" } }),
  column.accessor("applications", { header: "Applications", meta: { align: "end" } }),
  column.accessor("ownerName", { header: "Owner", cell: ({ getValue }) => getValue() ?? "—" }),
  column.accessor("createdAt", {
    header: "Created",
    cell: ({ getValue }) => <DateTime value={getValue()} dateOnly />,
  }),
]);

export function ApiTable({
  org,
  apis,
  empty,
}: {
  org: string;
  apis: ApiSummary[];
  empty: ReactNode;
}) {
  return (
    <DataTable
      caption="APIs"
      columns={columns}
      rows={apis.map((api) => ({ ...api, href: `/${org}/apis/${api.slug}` }))}
      rowId={(api) => api.id}
      empty={empty}
    />
  );
}
