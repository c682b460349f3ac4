"use client";

import { Ban, Pencil } from "lucide-react";
import Link from "next/link";
import { type ReactNode, useState } from "react";
import { CopyText } from "@/components/ui/copy-text";
import { columnsFor, DataTable } from "@/components/ui/data-table";
import { IconButton } from "@/components/ui/icon-button";
import { DateTime, RelativeTime } from "@/components/ui/relative-time";
import { MaskedSecret } from "@/components/ui/secret-text";
import { EnvironmentBadge, StatusBadge } from "@/components/ui/status-badge";
import type { KeyListItem } from "@/lib/keys/summary";
import { type EditKey, EditKeyDialog } from "./edit-key-dialog";
import type { ChoiceGroup } from "./permission-choices";
import { PermissionWords } from "./permission-words";
import { type Revoke, RevokeKeyDialog } from "./revoke-key-dialog";

export type KeyTableRow = KeyListItem & { expiring: boolean; mayRevoke: boolean; href: string };

const column = columnsFor<KeyTableRow>();

const columns = column.columns([
  column.accessor("status", {
    header: "Status",
    enableSorting: true,
    cell: ({ row }) => (
      <StatusBadge status={row.original.expiring ? "expiring" : row.original.status} />
    ),
  }),
  column.accessor("name", {
    header: "Name",
    enableSorting: true,
    meta: { card: "title", className: "font-medium" },
  }),
  column.accessor("applicationName", {
    header: "Application",
    cell: ({ row }) => (
      <Link href={row.original.href} className="hover:underline">
        {row.original.applicationName}
      </Link>
    ),
  }),
  column.accessor("environment", {
    header: "Environment",
    enableSorting: true,
    cell: ({ getValue }) => <EnvironmentBadge environment={getValue()} />,
  }),
  column.accessor("sharedKey", {
    header: "Shared Key",
    cell: ({ getValue }) => <CopyText value={getValue()} what="Shared key" />,
    meta: { className: "max-md:col-span-2" },
  }),
  column.display({ id: "secret", header: "Secret Key", cell: () => <MaskedSecret /> }),
  column.display({ id: "kind", header: "Kind", cell: () => "Secret key" }),
  column.accessor("permissions", {
    header: "Permissions",
    cell: ({ getValue }) => <PermissionWords names={getValue()} />,
  }),
  column.accessor("ownerName", { header: "Owner", cell: ({ getValue }) => getValue() ?? "—" }),
  column.accessor("createdAt", {
    header: "Creation date",
    enableSorting: true,
    cell: ({ getValue }) => <DateTime value={getValue()} dateOnly />,
  }),
  column.accessor("expiresAt", {
    header: "Expires",
    enableSorting: true,
    cell: ({ getValue }) => <DateTime value={getValue()} dateOnly />,
  }),
  column.accessor("lastUsedAt", {
    header: "Last used",
    enableSorting: true,
    cell: ({ row }) => <LastUsed item={row.original} />,
  }),
  column.accessor("id", {
    header: "Credential ID",
    cell: ({ getValue }) => <CopyText value={getValue()} what="Credential ID" short />,
  }),
]);

const ofOneApplication = columns.filter(
  (one) => !("accessorKey" in one && one.accessorKey === "applicationName"),
);

function LastUsed({ item }: { item: KeyListItem }) {
  return (
    <span>
      <RelativeTime value={item.lastUsedAt} />
      {item.lastUsedNetwork && <span className="text-muted"> from {item.lastUsedNetwork}</span>}
    </span>
  );
}

export function KeyTable({
  rows,
  sort,
  revoke,
  empty,
  editing,
  oneApplication,
}: {
  rows: KeyTableRow[];
  sort: string;
  revoke: Revoke;
  empty: ReactNode;
  /** For who may change the keys of the one application, and what those can carry. */
  editing?: { edit: EditKey; groups: ChoiceGroup[] } | undefined;
  oneApplication?: boolean;
}) {
  const [revoking, setRevoking] = useState<KeyTableRow>();
  const [changing, setChanging] = useState<KeyTableRow>();
  return (
    <>
      <DataTable
        caption="Keys"
        columns={oneApplication ? ofOneApplication : columns}
        rows={rows}
        rowId={(row) => row.id}
        sort={sort}
        empty={empty}
        actions={(row) =>
          row.mayRevoke &&
          row.status !== "revoked" && (
            <span className="inline-flex gap-1">
              {editing && (
                <IconButton
                  label={`Edit ${row.name}`}
                  size="sm"
                  icon={<Pencil />}
                  onClick={() => setChanging(row)}
                />
              )}
              <IconButton
                label={`Revoke ${row.name}`}
                size="sm"
                icon={<Ban />}
                onClick={() => setRevoking(row)}
              />
            </span>
          )
        }
      />
      {editing && changing && (
        <EditKeyDialog
          key={changing.id}
          item={changing}
          {...editing}
          onClose={() => setChanging(undefined)}
        />
      )}
      {revoking && (
        <RevokeKeyDialog
          key={revoking.id}
          item={revoking}
          revoke={revoke}
          onClose={() => setRevoking(undefined)}
        />
      )}
    </>
  );
}
