"use client";

import { type ReactNode, useState } from "react";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { confirmed } from "@/components/ui/confirm-result";
import { columnsFor, DataTable } from "@/components/ui/data-table";
import { DateTime, RelativeTime } from "@/components/ui/relative-time";
import { EnvironmentBadge, StatusBadge } from "@/components/ui/status-badge";
import { toast } from "@/components/ui/toast";
import type { FormResult } from "@/lib/form";
import type { TokenSummary } from "@/lib/tokens/summary";
import { ScopeList } from "./scope-list";

const column = columnsFor<TokenSummary>();
const mono = "font-mono text-[0.92em]";
const every = <span className="text-muted">Every</span>;

const columns = column.columns([
  column.accessor("status", {
    header: "Status",
    cell: ({ getValue }) => <StatusBadge status={getValue()} />,
    enableSorting: false,
  }),
  column.accessor("name", {
    header: "Name",
    cell: ({ getValue }) => <span className="block truncate font-medium">{getValue()}</span>,
    enableSorting: true,
    meta: { card: "title", className: "md:max-w-64" },
  }),
  column.accessor("hint", {
    header: "Begins with",
    cell: ({ getValue }) => <code className={mono}>{getValue()}…</code>,
  }),
  column.accessor("scopes", {
    header: "Scopes",
    cell: ({ getValue }) => <ScopeList scopes={getValue()} />,
  }),
  column.accessor("api", {
    header: "API",
    cell: ({ getValue }) => {
      const api = getValue();
      return api ? <code className={mono}>{api.slug}</code> : every;
    },
  }),
  column.accessor("environment", {
    header: "Environment",
    cell: ({ getValue }) => {
      const environment = getValue();
      return environment ? <EnvironmentBadge environment={environment} /> : every;
    },
  }),
  column.accessor("expiresAt", {
    header: "Expires",
    cell: ({ getValue }) => <DateTime value={getValue()} dateOnly />,
    enableSorting: true,
  }),
  column.accessor("lastUsedAt", {
    header: "Last used",
    cell: ({ getValue }) => <RelativeTime value={getValue()} />,
    enableSorting: true,
  }),
  column.accessor("createdAt", {
    header: "Created",
    cell: ({ row }) => (
      <span title={`By ${row.original.createdByName}`}>
        <DateTime value={row.original.createdAt} dateOnly />
      </span>
    ),
    enableSorting: true,
  }),
]);

export function TokenTable({
  tokens,
  sort,
  revoke,
  empty,
}: {
  tokens: TokenSummary[];
  sort: string;
  revoke?: (id: string) => Promise<FormResult<TokenSummary>>;
  empty: ReactNode;
}) {
  const [target, setTarget] = useState<TokenSummary>();
  const [open, setOpen] = useState(false);
  return (
    <>
      <DataTable
        caption="Service tokens"
        columns={columns}
        rows={tokens}
        rowId={(token) => token.id}
        sort={sort}
        empty={empty}
        actions={
          revoke &&
          ((token) =>
            token.status === "active" && (
              <Button
                size="sm"
                variant="quiet"
                aria-label={`Revoke ${token.name}`}
                onClick={() => {
                  setTarget(token);
                  setOpen(true);
                }}
              >
                Revoke
              </Button>
            ))
        }
      />
      {revoke && (
        <ConfirmDialog
          open={open}
          onOpenChange={setOpen}
          title={`Revoke “${target?.name}”`}
          consequence={
            <>
              Whatever uses it is refused from its next request on
              {target?.lastUsedAt ? (
                <>
                  ; it was last used <RelativeTime value={target.lastUsedAt} />
                </>
              ) : (
                "; it was never used"
              )}
              . A revoked service token can’t be brought back.
            </>
          }
          confirmLabel="Revoke service token"
          onConfirm={async () => {
            if (!target) return;
            const result = await revoke(target.id);
            if (result.ok) toast({ title: `“${target.name}” revoked` });
            return confirmed(result);
          }}
        />
      )}
    </>
  );
}
