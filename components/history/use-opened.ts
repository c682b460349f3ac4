"use client";

import { usePathname, useSearchParams } from "next/navigation";
import { useEffect, useEffectEvent, useRef, useState } from "react";
import type { UsageEvent } from "@/lib/usage/summary";
import type { LoadEvents } from "./history-page";
import { type HistoryScope, placeOf, readPlace } from "./history-query";

/**
 * The row that is open, which the address names: back closes it, and a reload finds it again, also
 * where it is none of those shown.
 */
export function useOpened(events: UsageEvent[], scope: HistoryScope, load: LoadEvents) {
  const pathname = usePathname();
  const params = useSearchParams();
  const asked = params.get("event");
  // Next tells of an address some time after it was set, and sets it once more as it does: what was
  // set here is no news, and no address to believe while another is on its way.
  const [current, setCurrent] = useState(asked);
  const latest = useRef(readPlace(asked)?.id);
  const own = useRef<string[]>([]);
  useEffect(() => {
    const echo = asked === null ? -1 : own.current.lastIndexOf(asked);
    own.current.splice(0, echo + 1);
    if (echo >= 0) return;
    latest.current = readPlace(asked)?.id;
    setCurrent(asked);
  }, [asked]);
  const place = readPlace(current);
  const pushed = useRef(false);
  const [found, setFound] = useState<UsageEvent>();
  const shown = place ? events.find(({ id }) => id === place.id) : undefined;
  const opened = shown ?? (found?.id === place?.id ? found : undefined);

  const missing = place && !opened ? place.id : null;
  const find = useEffectEvent(async (id: string) => {
    if (!place) return;
    const from = new Date(place.at).toISOString();
    const to = new Date(place.at + 1).toISOString();
    const application = params.get("application");
    const where = { ...scope, ...(application && { application }) };
    const answer = await load({ ...where, range: "custom", from, to, limit: "1000" }).catch(
      () => null,
    );
    if (answer?.ok) setFound(answer.data.data.find((event) => event.id === id));
  });
  useEffect(() => {
    if (missing) void find(missing);
  }, [missing]);

  function addressWith(event: UsageEvent | null): string {
    const next = new URLSearchParams(window.location.search);
    if (event) next.set("event", placeOf(event));
    else next.delete("event");
    return next.size > 0 ? `${pathname}?${next}` : pathname;
  }

  function open(event: UsageEvent) {
    setFound(event);
    latest.current = event.id;
    own.current.push(placeOf(event));
    setCurrent(placeOf(event));
    if (place) return window.history.replaceState(null, "", addressWith(event));
    pushed.current = true;
    window.history.pushState(null, "", addressWith(event));
  }

  function step(by: 1 | -1) {
    const at = events.findIndex(({ id }) => id === latest.current);
    const next = at < 0 ? undefined : events[at + by];
    if (next) open(next);
  }

  function close() {
    latest.current = undefined;
    own.current = [];
    setCurrent(null);
    if (!pushed.current) return window.history.replaceState(null, "", addressWith(null));
    pushed.current = false;
    window.history.back();
  }

  return { opened, open, step, close };
}
