"use client";

import { Plus, Waypoints } from "lucide-react";
import { useState } from "react";
import { MethodMark } from "@/components/grants/method-mark";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { confirmed } from "@/components/ui/confirm-result";
import { columnsFor, DataTable } from "@/components/ui/data-table";
import { EmptyState } from "@/components/ui/empty-state";
import { Input } from "@/components/ui/input";
import { toast } from "@/components/ui/toast";
import type { EndpointSummary, PermissionSummary } from "@/lib/catalog/summary";
import type { EndpointActions } from "./catalog-actions";
import { EndpointDialog } from "./endpoint-dialog";
import { RowActions } from "./row-actions";
import { SensitiveMark } from "./sensitive-mark";

const column = columnsFor<EndpointSummary>();

const columns = column.columns([
  column.accessor("method", {
    header: "Method",
    cell: ({ getValue }) => <MethodMark method={getValue()} />,
    meta: { card: "hide", className: "md:w-24" },
  }),
  column.accessor("path", {
    header: "Path",
    cell: ({ row }) => (
      <>
        <span className="mr-2 md:hidden">
          <MethodMark method={row.original.method} />
        </span>
        <code className="break-all font-mono text-[0.92em]">{row.original.path}</code>
      </>
    ),
    meta: { card: "title" },
  }),
  column.accessor("permission", {
    header: "Required permission",
    cell: ({ getValue }) => {
      const permission = getValue();
      if (!permission) return <span className="text-muted">None</span>;
      return (
        <span className="inline-flex flex-wrap items-center gap-2">
          <code className="font-mono text-[0.92em]">{permission.name}</code>
          {permission.sensitive && <SensitiveMark />}
        </span>
      );
    },
  }),
  column.accessor("summary", {
    header: "Summary",
    cell: ({ getValue }) => <span className="block truncate text-muted">{getValue() || "—"}</span>,
    meta: { className: "md:max-w-80 max-md:col-span-2" },
  }),
]);

type Doing = { act: "edit" | "delete"; endpoint?: EndpointSummary };

export function EndpointTable({
  endpoints,
  permissions,
  actions,
}: {
  endpoints: EndpointSummary[];
  permissions: PermissionSummary[];
  actions?: EndpointActions;
}) {
  const [doing, setDoing] = useState<Doing>();
  const [text, setText] = useState("");
  const search = text.trim().toLowerCase();
  const shown = endpoints.filter((endpoint) =>
    `${endpoint.method} ${endpoint.path} ${endpoint.summary} ${endpoint.permission?.name ?? ""}`
      .toLowerCase()
      .includes(search),
  );
  const add = actions && (
    <Button variant="primary" icon={<Plus />} onClick={() => setDoing({ act: "edit" })}>
      Add endpoint
    </Button>
  );
  const target = doing?.endpoint;
  return (
    <div className="flex flex-col gap-4">
      {endpoints.length > 0 && (
        <div className="flex flex-wrap items-center justify-between gap-2">
          <Input
            type="search"
            aria-label="Search endpoints"
            placeholder="Search endpoints…"
            value={text}
            onChange={(event) => setText(event.target.value)}
            className="sm:max-w-72"
          />
          {add}
        </div>
      )}
      <DataTable
        caption="Endpoints"
        columns={columns}
        rows={shown}
        rowId={(endpoint) => endpoint.id}
        actions={
          actions &&
          ((endpoint) => (
            <RowActions
              name={`${endpoint.method} ${endpoint.path}`}
              onEdit={() => setDoing({ act: "edit", endpoint })}
              onDelete={() => setDoing({ act: "delete", endpoint })}
            />
          ))
        }
        empty={
          endpoints.length > 0 ? (
            <EmptyState title="No endpoint matches" />
          ) : (
            <EmptyState icon={<Waypoints aria-hidden />} title="No endpoints yet" action={add}>
              An endpoint is a method and a path, such as GET /orders/{"{orderId}"}, and the
              permission that it requires.
            </EmptyState>
          )
        }
      />
      {actions && (
        <>
          <EndpointDialog
            key={target?.id}
            open={doing?.act === "edit"}
            endpoint={target}
            permissions={permissions}
            actions={actions}
            onDone={() => setDoing(undefined)}
          />
          <ConfirmDialog
            open={doing?.act === "delete"}
            onOpenChange={(open) => open || setDoing(undefined)}
            title="Delete endpoint"
            consequence={
              <>
                No application can be granted{" "}
                <code className="font-mono text-text">
                  {target?.method} {target?.path}
                </code>{" "}
                any more. While one is granted it, it stays.
              </>
            }
            confirmLabel="Delete endpoint"
            onConfirm={async () => {
              if (!target) return;
              const result = await actions.remove(target.id);
              if (result.ok) toast({ title: "Endpoint deleted" });
              return confirmed(result);
            }}
          />
        </>
      )}
    </div>
  );
}
