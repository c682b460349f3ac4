"use client";

import { useRouter } from "next/navigation";
import { type ReactNode, useState } from "react";
import { Notice } from "@/components/ui/notice";
import { EventDrawer } from "./event-drawer";
import { EventTable } from "./event-table";
import { type EstimateRows, ExportDialog } from "./export-dialog";
import { filterWords } from "./filter-words";
import { HistoryEmpty } from "./history-empty";
import { HistoryEnd } from "./history-end";
import { type HistoryChoices, HistoryFilters } from "./history-filters";
import type { HistoryPage, LoadEvents } from "./history-page";
import {
  addressOf,
  type HistoryQuery,
  type HistoryScope,
  isNarrowed,
  reachesNow,
  spanOf,
} from "./history-query";
import { LiveBar } from "./live-bar";
import { merge, mostRows } from "./tail";
import { useOlder } from "./use-older";
import { useOpened } from "./use-opened";
import { useTail } from "./use-tail";

export type HistoryActions = { load: LoadEvents; estimate: EstimateRows };

export type HistorySetting = {
  slug: string;
  gateUrl: string;
  scope: HistoryScope;
  /** As the page was asked for, with its scope. */
  query: HistoryQuery;
  choices: HistoryChoices;
  /** Whether the viewer sees networks, and may change how long rows are kept. */
  may: { networks: boolean; edit: boolean };
  hasTraffic: boolean;
  historyDays: number;
  /** When the page was made, in milliseconds since 1970. */
  now: number;
  /** The viewer's, as far as the browser has told it. */
  zone: string;
};

const day = 86_400_000;

/** The access history: filters, live tail, export, rows and the drawer of one. */
export function HistoryPanel({
  setting,
  page,
  actions,
  time,
}: {
  setting: HistorySetting;
  page: HistoryPage;
  actions: HistoryActions;
  /** Chooses the time, on a page of its own; without it charts with filters of their own stand above. */
  time?: ReactNode;
}) {
  const { slug, scope, query, choices, may } = setting;
  const { range: _range, from: _from, to: _to, ...live } = query;
  const older = useOlder(page, query, actions.load);
  const router = useRouter();
  const [isOpen, setOpen] = useState(false);
  const canFollow = reachesNow(query, setting.now) && !query.requestId;
  const address = canFollow ? addressOf(`/${slug}/usage/tail`, live) : null;
  const tail = useTail(address, page, isOpen, router.refresh);
  const all = merge(tail.shown, older.events);
  const events = tail.on || tail.isCut ? all.slice(0, mostRows) : all;
  const { opened, open, step, close } = useOpened(events, scope, actions.load);
  if (isOpen !== (opened !== undefined)) setOpen(opened !== undefined);
  const at = events.findIndex(({ id }) => id === opened?.id);
  const hasSamples = events.some(({ oneOf }) => oneOf > 1);
  const begins = Date.parse(spanOf(query, setting.now).from);
  const isOlder = begins < setting.now - setting.historyDays * day;
  const oldest = isOlder ? { days: setting.historyDays, mayEdit: may.edit } : undefined;
  const filters = (
    <HistoryFilters
      query={query}
      scope={scope}
      choices={choices}
      networks={may.networks}
      embedded={!time}
    />
  );

  return (
    <div className="flex min-w-0 flex-col gap-3">
      <div className="flex flex-wrap items-start justify-between gap-2">
        <div className="min-w-0 flex-1 max-sm:basis-full">{time ?? filters}</div>
        <div className="ml-auto flex flex-wrap items-center justify-end gap-2">
          {canFollow && <LiveBar tail={tail} />}
          <ExportDialog
            slug={slug}
            query={query}
            told={filterWords(query, choices, scope)}
            networks={may.networks}
            estimate={actions.estimate}
          />
        </div>
      </div>
      {time && filters}
      {hasSamples && (
        <Notice>
          More came than is kept one by one: rows marked “1 of about …” stand for others. The counts
          of the usage pages are exact.
        </Notice>
      )}
      <EventTable
        caption="Requests"
        events={events}
        zone={setting.zone}
        scope={scope}
        networks={may.networks}
        open={open}
        empty={
          older.searchedTo ? undefined : (
            <HistoryEmpty
              slug={slug}
              gateUrl={setting.gateUrl}
              query={query}
              narrowed={isNarrowed(query, scope)}
              live={tail.on}
              hasTraffic={setting.hasTraffic}
              oldest={oldest}
            />
          )
        }
      />
      <HistoryEnd
        count={events.length}
        older={older}
        isCut={(tail.on && all.length > mostRows) || tail.isCut}
        live={tail.on}
        newest={tail.clear}
        oldest={oldest}
        slug={slug}
        zone={setting.zone}
      />
      <EventDrawer
        slug={slug}
        zone={setting.zone}
        event={opened}
        scope={scope}
        hasNewer={at > 0}
        hasOlder={at >= 0 && at + 1 < events.length}
        step={step}
        close={close}
      />
    </div>
  );
}
