"use client";

import type { ReactNode } from "react";
import { columnsFor, DataTable } from "@/components/ui/data-table";
import { DateTime } from "@/components/ui/relative-time";
import type { MemberSummary } from "@/lib/members/summary";
import { RoleBadge } from "./role-badge";

const column = columnsFor<MemberSummary>();

const columns = column.columns([
  column.accessor("name", {
    header: "Name",
    cell: ({ getValue }) => <span className="block truncate font-medium">{getValue()}</span>,
    enableSorting: true,
    meta: { card: "title", className: "md:max-w-72" },
  }),
  column.accessor("email", {
    header: "E-mail",
    cell: ({ getValue }) => <span className="break-all">{getValue()}</span>,
    meta: { className: "max-md:col-span-2" },
  }),
  column.accessor("role", {
    header: "Role",
    cell: ({ getValue }) => <RoleBadge role={getValue()} />,
  }),
  column.accessor("createdAt", {
    header: "Member since",
    cell: ({ getValue }) => <DateTime value={getValue()} dateOnly />,
    enableSorting: true,
  }),
]);

export function MemberTable({
  members,
  sort,
  empty,
}: {
  members: MemberSummary[];
  sort: string;
  empty: ReactNode;
}) {
  return (
    <DataTable
      caption="Members"
      columns={columns}
      rows={members}
      rowId={(member) => member.id}
      sort={sort}
      empty={empty}
    />
  );
}
