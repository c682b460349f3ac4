"use client";

import { ChevronDown } from "lucide-react";
import { useRouter } from "next/navigation";
import { Button } from "@/components/ui/button";
import { FormError } from "@/components/ui/form-error";
import { exactNumber } from "@/components/ui/number-words";
import { useZone } from "@/components/ui/relative-time";
import { momentWords } from "./event-words";
import { KeptFor, type Oldest } from "./kept-for";
import type { useOlder } from "./use-older";

/** What stands under the rows: how to get to older ones, or that there are none. */
export function HistoryEnd({
  count,
  older,
  isCut,
  live,
  newest,
  oldest,
  slug,
  zone: drawnIn,
}: {
  count: number;
  older: ReturnType<typeof useOlder>;
  isCut: boolean;
  live: boolean;
  newest: () => void;
  oldest: Oldest | undefined;
  slug: string;
  /** Until the browser tells the viewer's. */
  zone: string;
}) {
  const router = useRouter();
  const zone = useZone() ?? drawnIn;
  const { nextCursor, searchedTo, pending, failure, loadOlder, stop } = older;
  if (isCut) {
    return (
      <p className="flex flex-wrap items-center gap-3 text-muted text-sm">
        {live
          ? `Only the newest ${exactNumber(count)} are shown while they come.`
          : "Not all that came are shown."}
        {!live && (
          <Button
            size="sm"
            onClick={() => {
              newest();
              router.refresh();
            }}
          >
            Reload
          </Button>
        )}
      </p>
    );
  }
  const back = searchedTo && momentWords(searchedTo, zone, Date.now());
  if (!nextCursor && count === 0) return null;
  return (
    <div className="flex flex-col gap-3">
      <FormError message={failure?.message} requestId={failure?.requestId} />
      <div className="flex flex-wrap items-center justify-between gap-3">
        <p role={live ? undefined : "status"} className="text-muted text-sm tabular-nums">
          {back
            ? count === 0
              ? `No matches back to ${back}.`
              : `${exactNumber(count)} found back to ${back}.`
            : nextCursor
              ? `${exactNumber(count)} shown`
              : count === 1
                ? "That is the only one."
                : `All ${exactNumber(count)} are shown.`}
          {!nextCursor && oldest && (
            <>
              {" "}
              <KeptFor slug={slug} {...oldest} />
            </>
          )}
        </p>
        {nextCursor && (
          <span className="flex gap-2">
            {pending && searchedTo && <Button onClick={stop}>Stop</Button>}
            <Button icon={<ChevronDown />} pending={pending} onClick={loadOlder}>
              {searchedTo ? "Search further back" : "Load older"}
            </Button>
          </span>
        )}
      </div>
    </div>
  );
}
