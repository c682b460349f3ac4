"use client";

import { FileInput, Plus, Waypoints } from "lucide-react";
import { useState } from "react";
import { MethodMark } from "@/components/grants/method-mark";
import { Button, ButtonLink } from "@/components/ui/button";
import { columnsFor, DataTable } from "@/components/ui/data-table";
import { EmptyState } from "@/components/ui/empty-state";
import { FilterSelect } from "@/components/ui/filter-select";
import { SearchInput } from "@/components/ui/search-input";
import { toast } from "@/components/ui/toast";
import type { EndpointSummary, PermissionSummary } from "@/lib/catalog/summary";
import type { EndpointActions } from "./catalog-actions";
import { DeprecatedMark } from "./deprecated-mark";
import { EndpointDialog } from "./endpoint-dialog";
import { RemovalDialog } from "./removal-dialog";
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
    cell: ({ row: { original } }) => (
      <span className="inline-flex flex-wrap items-center gap-2">
        <span className="md:hidden">
          <MethodMark method={original.method} />
        </span>
        <code className="break-all font-mono text-[0.92em]">{original.path}</code>
        {original.deprecated && <DeprecatedMark />}
      </span>
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
          <code className="break-all font-mono text-[0.92em]">{permission.name}</code>
          {permission.sensitive && <SensitiveMark />}
        </span>
      );
    },
    meta: { card: "wide" },
  }),
  column.accessor("summary", {
    header: "Summary",
    cell: ({ getValue }) => <span className="block truncate text-muted">{getValue() || "—"}</span>,
    meta: { className: "md:max-w-80 max-md:col-span-2" },
  }),
]);

type Doing = { act: "edit" | "delete"; endpoint?: EndpointSummary };

const nameOf = ({ method, path }: EndpointSummary) => `${method} ${path}`;

/** One page of endpoints; `none` tells that the API has not any. */
export function EndpointTable({
  endpoints,
  none,
  permissions,
  actions,
  importHref,
}: {
  endpoints: EndpointSummary[];
  none: boolean;
  permissions: PermissionSummary[];
  actions?: EndpointActions;
  /** Where an OpenAPI document is imported. */
  importHref: string;
}) {
  const [doing, setDoing] = useState<Doing>();
  const close = () => setDoing(undefined);
  const add = actions && (
    <Button variant="primary" icon={<Plus />} onClick={() => setDoing({ act: "edit" })}>
      Add endpoint
    </Button>
  );
  const addOrImport = actions && (
    <>
      <ButtonLink icon={<FileInput />} href={importHref}>
        {none ? "Import an OpenAPI document" : "Import"}
      </ButtonLink>
      {add}
    </>
  );
  const target = doing?.endpoint;
  return (
    <div className="flex flex-col gap-4">
      {!none && (
        <div className="flex flex-wrap items-center gap-2">
          <SearchInput label="Search endpoints" placeholder="Method, path, summary" />
          <FilterSelect
            label="Permission"
            param="permission"
            all="All permissions"
            options={[
              ...permissions.map(({ name }) => ({ value: name, label: name })),
              { value: "none", label: "None required" },
            ]}
          />
          <FilterSelect
            label="Deprecated"
            param="deprecated"
            all="Deprecated or not"
            options={[
              { value: "false", label: "Not deprecated" },
              { value: "true", label: "Deprecated" },
            ]}
          />
          <span className="grow" />
          {addOrImport}
        </div>
      )}
      <DataTable
        caption="Endpoints"
        columns={columns}
        rows={endpoints}
        rowId={(endpoint) => endpoint.id}
        actions={
          actions &&
          ((endpoint) => (
            <RowActions
              name={nameOf(endpoint)}
              onEdit={() => setDoing({ act: "edit", endpoint })}
              onDelete={() => setDoing({ act: "delete", endpoint })}
            />
          ))
        }
        empty={
          none ? (
            <EmptyState
              icon={<Waypoints aria-hidden />}
              title="No endpoints yet"
              action={addOrImport}
            >
              An endpoint is a method and a path, such as GET /orders/{"{orderId}"}, and the
              permission that it requires.
            </EmptyState>
          ) : (
            <EmptyState title="No endpoint matches">Try other words or filters.</EmptyState>
          )
        }
      />
      {actions && (
        <EndpointDialog
          key={target?.id}
          open={doing?.act === "edit"}
          endpoint={target}
          permissions={permissions}
          actions={actions}
          onDone={close}
        />
      )}
      {actions && target && (
        <RemovalDialog
          open={doing.act === "delete"}
          onOpenChange={(open) => open || close()}
          title="Delete endpoint"
          consequence={
            <>
              Calls of <code className="break-all font-mono text-text">{nameOf(target)}</code> are
              refused, and no application can be granted it any more.
            </>
          }
          what="endpoint"
          impact={() => actions.impact(target.id)}
          remove={(wish) => actions.remove(target.id, wish)}
          onRemoved={() => toast({ title: `${nameOf(target)} deleted` })}
        />
      )}
    </div>
  );
}
