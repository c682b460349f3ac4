"use client";

import Link from "next/link";
import { type ReactNode, useState } from "react";
import { CopyText } from "@/components/ui/copy-text";
import { columnsFor, DataTable } from "@/components/ui/data-table";
import { DateTime, RelativeTime } from "@/components/ui/relative-time";
import { MaskedSecret } from "@/components/ui/secret-text";
import { EnvironmentBadge, type Status, StatusBadge } from "@/components/ui/status-badge";
import type { KeyListItem } from "@/lib/keys/summary";
import { BulkBar } from "./bulk-bar";
import { BulkDialog } from "./bulk-dialog";
import type { BulkAction } from "./bulk-words";
import type { KeyActions, ManagedKey } from "./key-actions";
import { type Asked, KeyDialogs } from "./key-dialogs";
import { KeyHandle } from "./key-handle";
import { kindLabels } from "./key-kind";
import { KeyMenu } from "./key-menu";
import { PermissionWords } from "./permission-words";

export type KeyTableRow = ManagedKey & {
  shown: Status;
  /** The key's own page, and its application's. */
  page: string;
  applicationPage: string;
};

const column = columnsFor<KeyTableRow>();

const columns = column.columns([
  column.accessor("status", {
    header: "Status",
    enableSorting: true,
    cell: ({ row }) => <StatusBadge status={row.original.shown} />,
  }),
  column.accessor("name", {
    header: "Name",
    enableSorting: true,
    cell: ({ row }) => <NameAndKey row={row.original} />,
    meta: { card: "title" },
  }),
  column.accessor("applicationName", {
    header: "Application",
    cell: ({ row }) => (
      <span className="flex min-w-0 flex-col">
        <Link
          href={row.original.applicationPage}
          title={row.original.applicationName}
          className="truncate hover:underline"
        >
          {row.original.applicationName}
        </Link>
        <span className="text-muted text-xs">
          <EnvironmentBadge environment={row.original.environment} />
        </span>
      </span>
    ),
    meta: { className: "md:max-w-40" },
  }),
  column.accessor("environment", {
    header: "Environment",
    enableSorting: true,
    cell: ({ getValue }) => <EnvironmentBadge environment={getValue()} />,
  }),
  column.accessor("ownerName", {
    header: "Owner",
    cell: ({ getValue }) =>
      getValue() ? (
        <span className="block truncate" title={getValue() ?? undefined}>
          {getValue()}
        </span>
      ) : (
        <span className="text-muted">Service-owned</span>
      ),
    meta: { className: "md:max-w-32" },
  }),
  column.accessor("createdAt", {
    header: "Created",
    enableSorting: true,
    cell: ({ getValue }) => <DateTime value={getValue()} dateOnly />,
    meta: { wide: true },
  }),
  column.accessor("expiresAt", {
    header: "Expires",
    enableSorting: true,
    cell: ({ row }) => <Ends item={row.original} />,
  }),
  column.accessor("lastUsedAt", {
    header: "Last used",
    enableSorting: true,
    cell: ({ row }) => <LastUsed item={row.original} />,
    meta: { className: "md:max-w-36" },
  }),
  column.display({
    id: "kind",
    header: "Kind",
    cell: ({ row }) => kindLabels[row.original.kind],
    meta: { wide: true },
  }),
  column.accessor("permissions", {
    header: "Permissions",
    cell: ({ getValue }) => <PermissionWords names={getValue()} />,
    meta: { wide: true },
  }),
  column.accessor("id", {
    header: "Credential ID",
    cell: ({ getValue }) => <CopyText value={getValue()} what="Credential ID" short />,
    meta: { wide: true },
  }),
]);

const without = (name: "applicationName" | "environment") =>
  columns.filter((one) => !("accessorKey" in one && one.accessorKey === name));

const ofOneApplication = without("applicationName");
const ofAll = without("environment");

function NameAndKey({ row }: { row: KeyTableRow }) {
  return (
    <span className="flex min-w-0 flex-col">
      <Link
        href={row.page}
        title={row.name}
        className="truncate font-medium hover:underline md:max-w-64"
      >
        {row.name}
      </Link>
      <span className="flex items-center gap-x-2 text-muted text-xs">
        <KeyHandle item={row} short />
        {row.kind === "secret" ? <MaskedSecret /> : <span className="font-medium">JWT</span>}
      </span>
    </span>
  );
}

/** The creation date stands here where it has no column of its own. */
function Ends({ item }: { item: KeyListItem }) {
  return (
    <span className="flex flex-col">
      <DateTime value={item.expiresAt} dateOnly />
      <span className="text-muted text-xs max-md:hidden 2xl:hidden">
        Created <DateTime value={item.createdAt} dateOnly />
      </span>
    </span>
  );
}

function LastUsed({ item }: { item: KeyListItem }) {
  return (
    <span className="flex min-w-0 flex-col">
      <RelativeTime value={item.lastUsedAt} />
      {item.lastUsedNetwork && (
        <span className="truncate text-muted text-xs" title={item.lastUsedNetwork}>
          {item.lastUsedNetwork}
        </span>
      )}
    </span>
  );
}

export function KeyTable({
  slug,
  gateUrl,
  rows,
  sort,
  actions,
  empty,
  oneApplication,
}: {
  slug: string;
  gateUrl: string;
  rows: KeyTableRow[];
  sort: string;
  actions: KeyActions;
  empty: ReactNode;
  oneApplication?: boolean;
}) {
  const [asked, setAsked] = useState<Asked>();
  const [ids, setIds] = useState<string[]>([]);
  const [bulk, setBulk] = useState<{ action: BulkAction; chosen: ManagedKey[] }>();
  const chosen = rows.filter(({ id }) => ids.includes(id));
  const selectable = rows.some(({ may }) => may.revoke);
  return (
    <>
      <DataTable
        caption="Keys"
        columns={oneApplication ? ofOneApplication : ofAll}
        rows={rows}
        rowId={(row) => row.id}
        sort={sort}
        empty={empty}
        {...(selectable && {
          selection: { ids: chosen.map(({ id }) => id), onChange: setIds },
        })}
        actions={(row) => (
          <KeyMenu item={row} page={row.page} onDo={(doing) => setAsked({ item: row, doing })} />
        )}
      />
      {chosen.length > 0 && (
        <BulkBar
          chosen={chosen}
          onAsk={(action) => setBulk({ action, chosen })}
          onClear={() => setIds([])}
        />
      )}
      <KeyDialogs slug={slug} gateUrl={gateUrl} actions={actions} asked={asked} onAsk={setAsked} />
      {bulk && (
        <BulkDialog
          {...bulk}
          actions={actions}
          onDone={() => setIds([])}
          onClose={() => setBulk(undefined)}
        />
      )}
    </>
  );
}
