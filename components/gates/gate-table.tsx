"use client";

import type { ReactNode } from "react";
import { Badge } from "@/components/ui/badge";
import { CopyText } from "@/components/ui/copy-text";
import { columnsFor, DataTable } from "@/components/ui/data-table";
import { DateTime } from "@/components/ui/relative-time";
import type { Tone } from "@/components/ui/tone";
import type { GateSummary } from "@/lib/gates/summary";
import { sinceWords } from "./since-words";
import { useRefresh } from "./use-refresh";

const column = columnsFor<GateSummary>();

const states: Record<GateSummary["state"], { words: string; tone: Tone; title: string }> = {
  fresh: { words: "Fresh", tone: "ok", title: "Its lease holds: it may answer from memory." },
  late: { words: "Late", tone: "warn", title: "Its lease is over: it asks the database." },
  gone: { words: "Gone", tone: "idle", title: "Unheard of for more than a minute." },
};

const columns = column.columns([
  column.accessor("state", {
    header: "State",
    cell: ({ getValue }) => {
      const { words, tone, title } = states[getValue()];
      return (
        <span title={title}>
          <Badge tone={tone}>{words}</Badge>
        </span>
      );
    },
  }),
  column.accessor("address", {
    header: "Address",
    cell: ({ getValue }) => <span className="block truncate font-medium">{getValue()}</span>,
    meta: { card: "title", className: "md:max-w-64" },
  }),
  column.accessor("id", {
    header: "ID",
    cell: ({ getValue }) => <CopyText value={getValue()} what="ID" short />,
  }),
  column.accessor("version", { header: "Version" }),
  column.accessor("lagMs", {
    header: "Last seen",
    cell: ({ getValue }) => `${sinceWords(getValue())} ago`,
    meta: { align: "end" },
  }),
  column.accessor("pending", {
    header: "Pending changes",
    meta: { align: "end" },
  }),
  column.accessor("leaseMs", {
    header: "Lease left",
    cell: ({ getValue }) => (getValue() > 0 ? `${getValue()} ms` : "Over"),
    meta: { align: "end" },
  }),
  column.accessor("staleSeconds", {
    header: "May answer stale",
    cell: ({ getValue }) => (getValue() > 0 ? `${getValue()} s` : "Never"),
    meta: { align: "end" },
  }),
  column.accessor("registeredAt", {
    header: "Running since",
    cell: ({ getValue }) => <DateTime value={getValue()} />,
  }),
]);

/** What gates say of themselves; read anew every five seconds. */
export function GateTable({ gates, empty }: { gates: GateSummary[]; empty: ReactNode }) {
  useRefresh(5);
  return (
    <DataTable
      caption="Gates"
      columns={columns}
      rows={gates}
      rowId={(gate) => gate.id}
      empty={empty}
    />
  );
}
