"use client";

import { useEffect, useRef, useState } from "react";
import type { Failure } from "@/components/ui/use-answer";
import type { UsageEvent } from "@/lib/usage/summary";
import type { HistoryPage, LoadEvents } from "./history-page";
import type { HistoryQuery } from "./history-query";

const limit = 100;
/** So many calls in a row look for a page of what is rare, before the viewer is asked again. */
const mostTurns = 20;

type Older = HistoryPage & { since: HistoryPage };
type Failed = Pick<Failure, "message" | "requestId">;

const silence = "The server did not answer. Try again in a moment.";

/** The first page as the server drew it, and what was loaded behind it since. */
export function useOlder(first: HistoryPage, query: HistoryQuery, load: LoadEvents) {
  const [kept, setKept] = useState<Older>();
  const [loading, setLoading] = useState<HistoryPage>();
  const [failed, setFailed] = useState<{ since: HistoryPage; failure: Failed }>();
  const turn = useRef(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was asked of another page is not asked on
  useEffect(() => () => void turn.current++, [first]);
  const older = kept?.since === first ? kept : { ...first, data: [] as UsageEvent[] };

  async function loadOlder() {
    const mine = ++turn.current;
    setLoading(first);
    setFailed(undefined);
    let { data, nextCursor } = older;
    const enough = data.length + limit;
    for (let turns = 0; nextCursor && data.length < enough && turns < mostTurns; turns++) {
      const answer = await load({ ...query, after: nextCursor, limit: String(limit) }).catch(
        () => null,
      );
      if (mine !== turn.current) return;
      if (!answer?.ok) {
        setFailed({ since: first, failure: answer ?? { message: silence } });
        break;
      }
      data = [...data, ...answer.data.data];
      nextCursor = answer.data.nextCursor;
      setKept({ ...answer.data, data, since: first });
      if (!answer.data.searchedTo) break;
    }
    setLoading(undefined);
  }

  function stop() {
    turn.current++;
    setLoading(undefined);
  }

  return {
    events: [...first.data, ...older.data],
    nextCursor: older.nextCursor,
    searchedTo: older.searchedTo,
    pending: loading === first,
    failure: failed?.since === first ? failed.failure : undefined,
    loadOlder,
    stop,
  };
}
