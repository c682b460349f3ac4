"use client";

import { columnsFor, DataTable } from "@/components/ui/data-table";
import { DateTime } from "@/components/ui/relative-time";
import { type Claim, claimsOf } from "./token-claims";

const column = columnsFor<Claim>();

const columns = column.columns([
  column.accessor("name", {
    header: "Claim",
    cell: ({ getValue }) => <code className="font-medium font-mono">{getValue()}</code>,
    meta: { card: "title" },
  }),
  column.accessor("value", {
    header: "Value",
    cell: ({ getValue }) => <code className="wrap-anywhere font-mono">{getValue()}</code>,
    meta: { card: "wide", className: "md:whitespace-normal md:py-2" },
  }),
  column.accessor("meaning", {
    header: "Meaning",
    cell: ({ row: { original } }) => (
      <>
        {original.meaning}
        {original.at && (
          <>
            {" "}
            <DateTime value={original.at} />
          </>
        )}
      </>
    ),
    meta: { card: "wide", className: "md:min-w-56 md:whitespace-normal md:py-2" },
  }),
]);

/** What a token says, decoded in the browser that shows it. */
export function ClaimsTable({ token, application }: { token: string; application: string }) {
  return (
    <DataTable
      caption="Claims"
      columns={columns}
      rows={claimsOf(token, application)}
      rowId={(claim) => claim.name}
    />
  );
}
