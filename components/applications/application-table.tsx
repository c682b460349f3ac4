"use client";

import Link from "next/link";
import { columnsFor, DataTable } from "@/components/ui/data-table";
import { DateTime, RelativeTime } from "@/components/ui/relative-time";
import { StatusBadge } from "@/components/ui/status-badge";
import type { ApplicationActions } from "./application-actions";
import { ApplicationMenu, type ManagedApplication } from "./application-menu";

type Row = ManagedApplication & { href: string };

const column = columnsFor<Row>();

const columns = column.columns([
  column.accessor("name", {
    header: "Name",
    enableSorting: true,
    cell: ({ row }) => (
      <Link href={row.original.href} className="font-medium hover:underline">
        {row.original.name}
      </Link>
    ),
    meta: { card: "title", className: "md:max-w-52 md:truncate" },
  }),
  column.accessor("status", {
    header: "Status",
    enableSorting: true,
    cell: ({ getValue }) => <StatusBadge status={getValue()} />,
  }),
  column.accessor("baseUrl", {
    header: "Base URL",
    cell: ({ getValue }) => (
      <span className="block truncate font-mono text-[0.92em]" title={getValue()}>
        {getValue().replace(/^https:\/\//, "")}
      </span>
    ),
    meta: { className: "md:max-w-48 max-md:col-span-2" },
  }),
  column.accessor("keys", {
    header: "API key",
    cell: ({ getValue }) => <MaskedKeys keys={getValue()} />,
  }),
  column.accessor("ownerName", { header: "Owner" }),
  column.accessor("createdAt", {
    header: "Creation date",
    enableSorting: true,
    cell: ({ getValue }) => <DateTime value={getValue()} dateOnly />,
  }),
  column.accessor("lastUsedAt", {
    header: "Last used",
    enableSorting: true,
    cell: ({ getValue }) => <RelativeTime value={getValue()} />,
  }),
]);

function MaskedKeys({ keys }: { keys: Row["keys"] }) {
  if (keys.active === 0) return <span className="text-muted">None active</span>;
  if (!keys.sharedKey) return keys.active === 1 ? "1 JWT key" : `${keys.active} JWT keys`;
  return (
    <span className="inline-flex items-center gap-2">
      <code className="text-[0.92em]">
        {keys.sharedKey.slice(0, -14)}
        <span aria-hidden className="text-muted">
          ••••
        </span>
        <span className="sr-only">, the rest hidden</span>
      </code>
      {keys.active > 1 && (
        <span className="text-muted text-xs">
          +{keys.active - 1}
          <span className="sr-only"> more active</span>
        </span>
      )}
    </span>
  );
}

export function ApplicationTable({
  slug,
  applications,
  sort,
  actions,
}: {
  slug: string;
  applications: ManagedApplication[];
  sort: string;
  actions: ApplicationActions;
}) {
  return (
    <DataTable
      caption="Applications"
      columns={columns}
      rows={applications.map((one) => ({ ...one, href: `/${slug}/applications/${one.id}` }))}
      rowId={(row) => row.id}
      sort={sort}
      actions={(row) => <ApplicationMenu slug={slug} application={row} actions={actions} />}
    />
  );
}
