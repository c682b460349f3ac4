"use client";

import { type ReactNode, useId, useState } from "react";
import { Checkbox } from "./checkbox";
import { cn } from "./cn";

export type ChartTable = { columns: string[]; rows: (string | number)[][] };

/** A chart with its legend, and the same as a table: read aloud always, seen when asked for. */
export function ChartFrame({
  title,
  description,
  legend,
  tools,
  table,
  foot,
  className,
  children,
}: {
  title: string;
  description?: ReactNode;
  legend?: ReactNode;
  tools?: ReactNode;
  table: ChartTable;
  foot?: ReactNode;
  /** Has the height of the chart. */
  className: string;
  children: ReactNode;
}) {
  const [asTable, setAsTable] = useState(false);
  const id = useId();
  return (
    <section
      aria-labelledby={id}
      className="flex min-w-0 flex-col gap-3 rounded-lg border border-line bg-surface p-4 sm:p-5"
    >
      <header className="flex flex-wrap items-start justify-between gap-x-6 gap-y-2">
        <div className="min-w-0">
          <h2 id={id} className="font-semibold">
            {title}
          </h2>
          {description && <p className="text-muted text-sm">{description}</p>}
        </div>
        <div className="flex flex-wrap items-center gap-x-5 gap-y-2 text-sm">
          {tools}
          <Checkbox label="Show as table" checked={asTable} onCheckedChange={setAsTable} />
        </div>
      </header>
      {!asTable && legend}
      {!asTable && (
        <div className={cn("[&_svg:not(:focus-visible)]:outline-none", className)}>{children}</div>
      )}
      <DataOf table={table} caption={title} shown={asTable} />
      {foot}
    </section>
  );
}

function DataOf({
  table: { columns, rows },
  caption,
  shown,
}: {
  table: ChartTable;
  caption: string;
  shown: boolean;
}) {
  return (
    <section
      aria-label={`${caption}, as a table`}
      tabIndex={shown ? 0 : undefined}
      className={shown ? "max-h-96 overflow-auto focus-visible:outline-offset-2" : "sr-only"}
    >
      <table className="w-full text-sm">
        <caption className="sr-only">{caption}</caption>
        <thead>
          <tr>
            {columns.map((column, index) => (
              <th
                key={column}
                scope="col"
                className={cn(
                  "sticky top-0 whitespace-nowrap bg-surface px-3 py-1.5 font-medium text-muted first:pl-0 last:pr-0",
                  index === 0 ? "text-left" : "text-right",
                )}
              >
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(([head, ...cells], place) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: an hour may come twice in a night
            <tr key={place} className="border-t">
              <th
                scope="row"
                className="whitespace-nowrap py-1.5 pr-3 text-left font-normal text-muted"
              >
                {head}
              </th>
              {cells.map((cell, index) => (
                <td
                  key={columns[index + 1]}
                  className="px-3 py-1.5 text-right tabular-nums last:pr-0"
                >
                  {cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
