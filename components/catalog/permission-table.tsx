"use client";

import { Lock, Plus } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { confirmed } from "@/components/ui/confirm-result";
import { columnsFor, DataTable } from "@/components/ui/data-table";
import { EmptyState } from "@/components/ui/empty-state";
import { toast } from "@/components/ui/toast";
import type { PermissionSummary } from "@/lib/catalog/summary";
import type { PermissionActions } from "./catalog-actions";
import { PermissionDialog } from "./permission-dialog";
import { RowActions } from "./row-actions";
import { SensitiveMark } from "./sensitive-mark";

export type PermissionRow = PermissionSummary & { endpoints: number };

const column = columnsFor<PermissionRow>();

const columns = column.columns([
  column.accessor("name", {
    header: "Permission",
    cell: ({ row }) => (
      <span className="inline-flex flex-wrap items-center gap-2">
        <code className="break-all font-mono text-[0.92em]">{row.original.name}</code>
        {row.original.sensitive && <SensitiveMark />}
      </span>
    ),
    meta: { card: "title" },
  }),
  column.accessor("description", {
    header: "Description",
    cell: ({ getValue }) => <span className="block truncate text-muted">{getValue() || "—"}</span>,
    meta: { className: "md:max-w-96 max-md:col-span-2" },
  }),
  column.accessor("endpoints", { header: "Endpoints", meta: { align: "end" } }),
]);

type Doing = { act: "edit" | "delete"; permission?: PermissionRow };

export function PermissionTable({
  permissions,
  actions,
}: {
  permissions: PermissionRow[];
  actions?: PermissionActions;
}) {
  const [doing, setDoing] = useState<Doing>();
  const add = actions && (
    <Button variant="primary" icon={<Plus />} onClick={() => setDoing({ act: "edit" })}>
      Add permission
    </Button>
  );
  const target = doing?.permission;
  return (
    <div className="flex flex-col gap-4">
      {permissions.length > 0 && <div className="flex justify-end">{add}</div>}
      <DataTable
        caption="Permissions"
        columns={columns}
        rows={permissions}
        rowId={(permission) => permission.id}
        actions={
          actions &&
          ((permission) => (
            <RowActions
              name={permission.name}
              onEdit={() => setDoing({ act: "edit", permission })}
              onDelete={() => setDoing({ act: "delete", permission })}
            />
          ))
        }
        empty={
          <EmptyState icon={<Lock aria-hidden />} title="No permissions yet" action={add}>
            A permission, such as orders:read, covers every endpoint that requires it. Grant one
            instead of ticking endpoints one by one.
          </EmptyState>
        }
      />
      {actions && (
        <>
          <PermissionDialog
            key={target?.id}
            open={doing?.act === "edit"}
            permission={target}
            actions={actions}
            onDone={() => setDoing(undefined)}
          />
          <ConfirmDialog
            open={doing?.act === "delete"}
            onOpenChange={(open) => open || setDoing(undefined)}
            title="Delete permission"
            consequence={
              <>
                No application can be granted{" "}
                <code className="font-mono text-text">{target?.name}</code> any more. While one is
                granted it, or an endpoint requires it, it stays.
              </>
            }
            confirmLabel="Delete permission"
            onConfirm={async () => {
              if (!target) return;
              const result = await actions.remove(target.id);
              if (result.ok) toast({ title: "Permission deleted" });
              return confirmed(result);
            }}
          />
        </>
      )}
    </div>
  );
}
