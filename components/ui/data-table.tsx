"use client";

import { type RowData, type RowSelectionState, useTable } from "@tanstack/react-table";
import type { ReactNode } from "react";
import { Checkbox } from "./checkbox";
import { cn } from "./cn";
import { SortHeader } from "./sort-header";
import { type DataTableColumns, dataTableFeatures } from "./table-columns";
import { useQuery } from "./use-query";

export { columnsFor } from "./table-columns";

export type Selection = { ids: string[]; onChange: (ids: string[]) => void };

/**
 * A table whose rows come sorted and cut into pages from the server. `sort` is a column id, with a
 * minus for descending. Below the `md` width each row is a card with the same cells and actions.
 */
export function DataTable<Row extends RowData>({
  caption,
  columns,
  rows,
  rowId,
  sort,
  onSortChange,
  actions,
  selection,
  empty,
  pending,
}: {
  caption: string;
  columns: DataTableColumns<Row>;
  rows: Row[];
  rowId: (row: Row) => string;
  sort?: string;
  onSortChange?: (sort: string) => void;
  actions?: (row: Row) => ReactNode;
  selection?: Selection;
  empty?: ReactNode;
  pending?: boolean;
}) {
  const url = useQuery();
  const changeSort =
    onSortChange ?? ((next: string) => url.set({ sort: next, page: null }, { replace: true }));
  const rowSelection: RowSelectionState = Object.fromEntries(
    (selection?.ids ?? []).map((id) => [id, true]),
  );
  const table = useTable({
    features: dataTableFeatures,
    columns,
    data: rows,
    getRowId: rowId,
    manualSorting: true,
    enableRowSelection: Boolean(selection),
    defaultColumn: { enableSorting: false },
    state: {
      sorting: sort ? [{ id: sort.replace(/^-/, ""), desc: sort.startsWith("-") }] : [],
      rowSelection,
    },
    onRowSelectionChange: (update) => {
      const next = typeof update === "function" ? update(rowSelection) : update;
      selection?.onChange(Object.keys(next).filter((id) => next[id]));
    },
  });

  if (rows.length === 0 && empty)
    return <div className="rounded-lg border border-line bg-surface">{empty}</div>;

  return (
    <section
      aria-label={caption}
      aria-busy={pending || url.pending || undefined}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must take focus
      tabIndex={0}
      className="rounded-lg border-line transition-opacity aria-busy:opacity-60 md:max-h-[calc(100dvh-5.5rem)] md:overflow-auto md:overscroll-x-contain md:border md:bg-surface"
    >
      {/* biome-ignore-start lint/a11y/noRedundantRoles: cards take the table roles away in CSS */}
      <table
        role="table"
        className="w-full text-sm max-md:block md:border-separate md:border-spacing-0"
      >
        <caption className="sr-only">{caption}</caption>
        <thead role="rowgroup" className="max-md:sr-only">
          {table.getHeaderGroups().map((group) => (
            <tr key={group.id} role="row">
              {selection && (
                <th scope="col" className={cn(headCell, "w-10 pr-0")}>
                  <Checkbox
                    hideLabel
                    label="Select all rows on this page"
                    checked={rows.length > 0 && table.getIsAllRowsSelected()}
                    indeterminate={table.getIsSomeRowsSelected() && !table.getIsAllRowsSelected()}
                    onCheckedChange={(checked) => table.toggleAllRowsSelected(checked)}
                  />
                </th>
              )}
              {group.headers.map((header) => (
                <SortHeader
                  key={header.id}
                  className={cn(
                    headCell,
                    header.column.columnDef.meta?.align === "end" && "text-right",
                    header.column.columnDef.meta?.wide && wideOnly,
                  )}
                  column={header.column.id}
                  sort={header.column.getCanSort() ? (sort ?? "") : undefined}
                  onSortChange={changeSort}
                >
                  <table.FlexRender header={header} />
                </SortHeader>
              ))}
              {actions && (
                <th scope="col" className={cn(headCell, "right-0 z-20 w-12 md:more-beneath")}>
                  <span className="sr-only">Actions</span>
                </th>
              )}
            </tr>
          ))}
        </thead>
        <tbody role="rowgroup" className="max-md:flex max-md:flex-col max-md:gap-3">
          {table.getRowModel().rows.map((row) => (
            <tr
              key={row.id}
              role="row"
              aria-selected={selection ? row.getIsSelected() : undefined}
              className="group relative bg-surface hover:bg-bg aria-selected:bg-[color-mix(in_oklch,var(--accent-soft)_55%,var(--surface))] max-md:grid max-md:grid-cols-2 max-md:gap-x-4 max-md:gap-y-2.5 max-md:rounded-lg max-md:border max-md:p-4"
            >
              {selection && (
                <td role="cell" className={cn(bodyCell, "md:w-10 md:pr-0 max-md:order-last")}>
                  <Checkbox
                    label={<span className="md:sr-only">Select</span>}
                    checked={row.getIsSelected()}
                    onCheckedChange={(checked) => row.toggleSelected(checked)}
                  />
                </td>
              )}
              {row.getAllCells().map((cell) => {
                const { meta, header } = cell.column.columnDef;
                const name = meta?.label ?? (typeof header === "string" ? header : undefined);
                const card = meta?.card;
                return (
                  <td
                    key={cell.id}
                    role="cell"
                    className={cn(
                      bodyCell,
                      meta?.align === "end" && "tabular-nums md:text-right",
                      card === "title" &&
                        "max-md:order-first max-md:col-span-2 max-md:pr-12 max-md:text-base",
                      card === "wide" && "max-md:col-span-2",
                      card === "hide" && "max-md:hidden",
                      meta?.wide && wideOnly,
                      meta?.className,
                    )}
                  >
                    {name && card !== "title" && (
                      <span aria-hidden className="block text-muted text-xs md:hidden">
                        {name}
                      </span>
                    )}
                    <table.FlexRender cell={cell} />
                  </td>
                );
              })}
              {actions && (
                <td
                  role="cell"
                  className={cn(
                    bodyCell,
                    "max-md:absolute max-md:top-3 max-md:right-3 md:sticky md:right-0 md:w-12 md:more-beneath md:bg-inherit md:py-0 md:pl-1 md:pr-2 md:text-right",
                  )}
                >
                  {actions(row.original)}
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
      {/* biome-ignore-end lint/a11y/noRedundantRoles: see above */}
    </section>
  );
}

const headCell =
  "sticky top-0 z-10 h-9 whitespace-nowrap border-b bg-surface px-3 text-left align-middle font-medium text-muted text-xs first:pl-4 last:pr-4";

const wideOnly = "md:max-2xl:hidden";

const bodyCell =
  "min-w-0 md:h-10 md:border-b md:px-3 md:py-1.5 md:align-middle md:whitespace-nowrap md:first:pl-4 md:last:pr-4 md:group-last:border-b-0";
