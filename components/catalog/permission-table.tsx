"use client";

import { Lock, Plus } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { columnsFor, DataTable } from "@/components/ui/data-table";
import { EmptyState } from "@/components/ui/empty-state";
import { Input } from "@/components/ui/input";
import { toast } from "@/components/ui/toast";
import type { PermissionSummary } from "@/lib/catalog/summary";
import type { PermissionActions } from "./catalog-actions";
import { PermissionDialog } from "./permission-dialog";
import { RemovalDialog } from "./removal-dialog";
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

/** More than so many are searched. */
const few = 12;

type Doing = { act: "edit" | "delete"; permission?: PermissionRow };

export function PermissionTable({
  permissions,
  actions,
}: {
  permissions: PermissionRow[];
  actions?: PermissionActions;
}) {
  const [doing, setDoing] = useState<Doing>();
  const [text, setText] = useState("");
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const shown = permissions.filter(({ name, description }) =>
    words.every((word) => `${name} ${description}`.toLowerCase().includes(word)),
  );
  const add = actions && (
    <Button variant="primary" icon={<Plus />} onClick={() => setDoing({ act: "edit" })}>
      Add permission
    </Button>
  );
  const target = doing?.permission;
  return (
    <div className="flex flex-col gap-4">
      {permissions.length > 0 && (
        <div className="flex flex-wrap items-center justify-end gap-2">
          {permissions.length > few && (
            <Input
              type="search"
              aria-label="Search permissions"
              placeholder="Search permissions"
              value={text}
              onChange={(event) => setText(event.target.value)}
              className="mr-auto sm:max-w-80"
            />
          )}
          {add}
        </div>
      )}
      <DataTable
        caption="Permissions"
        columns={columns}
        rows={shown}
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
          permissions.length > 0 ? (
            <EmptyState title="No permission matches">Try other words.</EmptyState>
          ) : (
            <EmptyState icon={<Lock aria-hidden />} title="No permissions yet" action={add}>
              A permission, such as orders:read, covers every endpoint that requires it. Grant one
              instead of ticking endpoints one by one.
            </EmptyState>
          )
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
          {target && (
            <RemovalDialog
              open={doing.act === "delete"}
              onOpenChange={(open) => open || setDoing(undefined)}
              title={`Delete ${target.name}`}
              consequence="No application can be granted it any more, and no key can carry it."
              what="permission"
              stays={target.sensitive}
              impact={() => actions.impact(target.id)}
              remove={(wish) => actions.remove(target.id, wish)}
              onRemoved={() => toast({ title: `${target.name} deleted` })}
            />
          )}
        </>
      )}
    </div>
  );
}
