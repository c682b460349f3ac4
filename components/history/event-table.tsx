"use client";

import type { ReactNode } from "react";
import { columnsFor, DataTable } from "@/components/ui/data-table";
import { durationWords } from "@/components/ui/number-words";
import { useZone } from "@/components/ui/relative-time";
import { EnvironmentBadge } from "@/components/ui/status-badge";
import type { UsageEvent } from "@/lib/usage/summary";
import { ApplicationName, Asked, EventTime, KeyName, Network, SampleMark } from "./event-parts";
import { dayWords } from "./event-words";
import type { HistoryScope } from "./history-query";
import { OutcomeMark } from "./outcome-mark";

type Row = { event: UsageEvent; zone: string; withDay: boolean; open: () => void };

const column = columnsFor<Row>();

/** They depend on nothing that changes while rows are shown: every cell would be made anew. */
function columnsOf({ application, key }: HistoryScope, networks: boolean) {
  return column.columns([
    column.display({
      id: "time",
      header: "Time",
      cell: ({ row: { original } }) => (
        <button
          type="button"
          data-event={original.event.id}
          onClick={original.open}
          className="text-left after:absolute after:inset-0"
        >
          <EventTime at={original.event.at} zone={original.zone} withDay={original.withDay} />
        </button>
      ),
      meta: { card: "title" },
    }),
    column.display({
      id: "outcome",
      header: "Outcome",
      cell: ({ row: { original } }) => (
        <span className="flex flex-wrap items-center gap-x-2 gap-y-1 md:flex-nowrap">
          <OutcomeMark outcome={original.event.outcome} />
          <SampleMark event={original.event} />
        </span>
      ),
    }),
    ...(application || key
      ? []
      : [
          column.display({
            id: "application",
            header: "Application",
            cell: ({ row }) => <ApplicationName event={row.original.event} />,
            meta: { className: "md:max-w-32 2xl:max-w-56" },
          }),
        ]),
    ...(key
      ? []
      : [
          column.display({
            id: "key",
            header: "Key",
            cell: ({ row }) => <KeyName event={row.original.event} />,
            meta: { className: "md:max-w-36 2xl:max-w-80" },
          }),
        ]),
    column.display({
      id: "endpoint",
      header: "Endpoint",
      cell: ({ row }) => <Asked event={row.original.event} />,
      meta: { className: "md:max-w-60 2xl:max-w-96", card: "wide" },
    }),
    column.display({
      id: "environment",
      header: "Environment",
      cell: ({ row }) => {
        const { environment } = row.original.event;
        return environment ? <EnvironmentBadge environment={environment} /> : "—";
      },
      meta: { wide: true },
    }),
    ...(networks
      ? [
          column.display({
            id: "network",
            header: "Network",
            cell: ({ row }) => <Network event={row.original.event} />,
          }),
        ]
      : []),
    column.display({
      id: "latency",
      header: "Latency",
      cell: ({ row }) => durationWords(row.original.event.latencyMicros),
      meta: { align: "end" },
    }),
  ]);
}

/** Verdicts, newest first; the day stands where it is another than in the row above, or than today. */
export function EventTable({
  caption,
  events,
  zone: drawnIn,
  scope,
  networks,
  open,
  empty,
}: {
  caption: string;
  events: UsageEvent[];
  /** Until the browser tells the viewer's. */
  zone: string;
  scope: HistoryScope;
  /** Whether the viewer may see them. */
  networks: boolean;
  open: (event: UsageEvent) => void;
  empty?: ReactNode;
}) {
  const zone = useZone() ?? drawnIn;
  const today = dayWords(new Date().toISOString(), zone);
  const days = [today, ...events.map(({ at }) => dayWords(at, zone))];
  const rows = events.map((event, index) => ({
    event,
    zone,
    withDay: days[index] !== days[index + 1],
    open: () => open(event),
  }));
  return (
    <DataTable
      caption={caption}
      columns={columnsOf(scope, networks)}
      rows={rows}
      rowId={({ event }) => event.id}
      empty={empty}
    />
  );
}
