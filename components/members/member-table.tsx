"use client";

import Link from "next/link";
import type { ReactNode } from "react";
import { Badge } from "@/components/ui/badge";
import { columnsFor, DataTable } from "@/components/ui/data-table";
import { DateTime, RelativeTime } from "@/components/ui/relative-time";
import type { MemberSummary } from "@/lib/members/summary";
import type { Ceilings } from "@/lib/policies/ceiling";
import type { Departed, MemberActions } from "./member-actions";
import { MemberMenu, type Viewer } from "./member-menu";
import { RoleBadge } from "./role-badge";

type Row = MemberSummary & { self: boolean; keysHref: string; applicationsHref: string };

const column = columnsFor<Row>();

const columns = column.columns([
  column.accessor("name", {
    header: "Name",
    cell: ({ row, getValue }) => (
      <span className="flex items-center gap-2">
        <span className="truncate font-medium">{getValue()}</span>
        {row.original.self && <Badge>You</Badge>}
      </span>
    ),
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
  column.accessor("lastActiveAt", {
    header: "Last active",
    cell: ({ getValue }) => <RelativeTime value={getValue()} />,
    enableSorting: true,
  }),
  column.accessor("keys", {
    header: "Keys",
    cell: ({ row, getValue }) => <Count value={getValue()} href={row.original.keysHref} />,
    meta: { align: "end" },
  }),
  column.accessor("applications", {
    header: "Applications",
    cell: ({ row, getValue }) => <Count value={getValue()} href={row.original.applicationsHref} />,
    meta: { align: "end" },
  }),
  column.accessor("createdAt", {
    header: "Member since",
    cell: ({ getValue }) => <DateTime value={getValue()} dateOnly />,
    enableSorting: true,
  }),
]);

const Count = ({ value, href }: { value: number; href: string }) =>
  value === 0 ? (
    <span className="text-muted">0</span>
  ) : (
    <Link href={href} className="underline underline-offset-2 hover:text-accent">
      {value}
    </Link>
  );

export function MemberTable({
  org,
  members,
  sort,
  viewer,
  ceilings,
  departed,
  actions,
  empty,
}: {
  org: string;
  members: MemberSummary[];
  sort: string;
  viewer: Viewer;
  ceilings: Ceilings;
  departed: Departed;
  actions: MemberActions;
  empty: ReactNode;
}) {
  return (
    <DataTable
      caption="Members"
      columns={columns}
      rows={members.map((member) => ({
        ...member,
        self: member.id === viewer.id,
        keysHref: `/${org}/keys?owner=${member.id}`,
        applicationsHref: `/${org}/applications?owner=${member.id}&view=table`,
      }))}
      rowId={(member) => member.id}
      sort={sort}
      empty={empty}
      actions={(member) => (
        <MemberMenu
          member={member}
          viewer={viewer}
          ceilings={ceilings}
          departed={departed}
          actions={actions}
        />
      )}
    />
  );
}
