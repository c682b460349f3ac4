"use client";

import { type ReactNode, useState } from "react";
import type { KeyActions } from "@/components/keys/key-actions";
import { type Asked, KeyDialogs } from "@/components/keys/key-dialogs";
import { KeyMenu } from "@/components/keys/key-menu";
import type { KeyTableRow } from "@/components/keys/key-table";
import { KeyCell } from "@/components/policies/key-cell";
import { findingWords } from "@/components/policies/rule-words";
import { Badge } from "@/components/ui/badge";
import { columnsFor, DataTable } from "@/components/ui/data-table";
import { RelativeTime } from "@/components/ui/relative-time";
import { StatusBadge } from "@/components/ui/status-badge";
import type { KeyWithFindings } from "@/lib/hygiene/summary";
import type { FindingName } from "@/lib/policies/rules";

export type FindingRow = Omit<KeyWithFindings, "key"> & { key: KeyTableRow };

const tones: Partial<Record<FindingName, "bad" | "warn">> = {
  "owner-left": "warn",
  policy: "bad",
  "many-networks": "warn",
};

const column = columnsFor<FindingRow>();

const columns = column.columns([
  column.accessor("key.name", {
    id: "name",
    header: "Key",
    enableSorting: true,
    cell: ({ row: { original } }) => (
      <KeyCell
        name={original.key.name}
        href={original.key.page}
        application={original.key.applicationName}
        environment={original.key.environment}
      >
        {original.key.shown !== "active" && <StatusBadge status={original.key.shown} />}
      </KeyCell>
    ),
    meta: { card: "title", className: "md:max-w-64 md:whitespace-normal" },
  }),
  column.accessor("findings", {
    header: "Findings",
    enableSorting: true,
    cell: ({ getValue }) => (
      <ul className="flex flex-col gap-1.5 py-1">
        {getValue().map(({ name, words }) => (
          <li key={name} className="flex flex-wrap items-baseline gap-x-2 gap-y-0.5">
            <Badge tone={tones[name] ?? "idle"}>{findingWords[name].name}</Badge>
            <span className="text-muted">{words}</span>
          </li>
        ))}
      </ul>
    ),
    meta: { card: "wide", className: "md:min-w-[28rem] md:whitespace-normal" },
  }),
  column.accessor("key.ownerName", {
    id: "owner",
    header: "Owner",
    cell: ({ getValue }) => getValue() ?? <span className="text-muted">Service-owned</span>,
  }),
  column.accessor("key.lastUsedAt", {
    id: "lastUsedAt",
    header: "Last used",
    enableSorting: true,
    cell: ({ getValue }) => <RelativeTime value={getValue()} />,
  }),
]);

/** Keys with what was found in them and by what; each row acts. */
export function FindingTable({
  slug,
  gateUrl,
  rows,
  sort,
  actions,
  empty,
}: {
  slug: string;
  gateUrl: string;
  rows: FindingRow[];
  sort: string;
  actions: KeyActions;
  empty: ReactNode;
}) {
  const [asked, setAsked] = useState<Asked>();
  return (
    <>
      <DataTable
        caption="Keys with findings"
        columns={columns}
        rows={rows}
        rowId={({ key }) => key.id}
        sort={sort}
        empty={empty}
        actions={({ key }) => (
          <KeyMenu item={key} page={key.page} onDo={(doing) => setAsked({ item: key, doing })} />
        )}
      />
      <KeyDialogs slug={slug} gateUrl={gateUrl} actions={actions} asked={asked} onAsk={setAsked} />
    </>
  );
}
