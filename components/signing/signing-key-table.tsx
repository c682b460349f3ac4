"use client";

import type { ReactNode } from "react";
import { CopyText } from "@/components/ui/copy-text";
import { columnsFor, DataTable } from "@/components/ui/data-table";
import { DateTime } from "@/components/ui/relative-time";
import type { SigningKeySummary } from "@/lib/signing/summary";
import { SigningKeyState } from "./signing-key-state";

const column = columnsFor<SigningKeySummary>();

const columns = column.columns([
  column.accessor("kid", {
    header: "Key ID (kid)",
    cell: ({ getValue }) => <CopyText value={getValue()} what="Key ID" />,
    meta: { card: "title" },
  }),
  column.accessor("state", {
    header: "State",
    cell: ({ getValue }) => <SigningKeyState state={getValue()} />,
  }),
  column.accessor("createdAt", {
    header: "Created",
    cell: ({ getValue }) => <DateTime value={getValue()} />,
  }),
  column.display({
    id: "signs",
    header: "Signs since",
    cell: ({ row: { original } }) => <Signs item={original} />,
  }),
  column.accessor("liveTokens", {
    header: "Live tokens",
    cell: ({ getValue }) => getValue().toLocaleString("en-US"),
    meta: { align: "end" },
  }),
  column.accessor("lastTokenExpiresAt", {
    header: "Last token ends",
    cell: ({ getValue }) => <DateTime value={getValue()} empty="None" />,
  }),
]);

function Signs({ item }: { item: SigningKeySummary }) {
  if (item.state === "next")
    return (
      <span className="text-muted">
        Not before <DateTime value={item.signsFrom} />
      </span>
    );
  return (
    <span className="flex flex-col">
      <DateTime value={item.currentSince} />
      {item.retiredAt && (
        <span className="text-muted text-xs">
          Until <DateTime value={item.retiredAt} />
        </span>
      )}
    </span>
  );
}

export function SigningKeyTable({ keys, empty }: { keys: SigningKeySummary[]; empty: ReactNode }) {
  return (
    <DataTable
      caption="Signing keys"
      columns={columns}
      rows={keys}
      rowId={({ kid }) => kid}
      empty={empty}
    />
  );
}
