"use client";

import { useEffect, useEffectEvent, useReducer, useRef, useState } from "react";
import type { UsageEvent } from "@/lib/usage/summary";
import { changeTail, isGap, noTail } from "./tail";

const [soonest, latest] = [2000, 30_000];
const mostRefusals = 2;

/**
 * What happens now, as `address` tells it by server-sent events: `message`, some rows, and `skipped`,
 * how many are not told; without an address nothing does. It begins anew with what is `drawn` by the
 * server. While `held`, or while nobody looks at the page, rows wait. It connects again whenever it
 * is cut off, and calls `redraw` where rows came that it was not told of, once nothing holds it.
 */
export function useTail(address: string | null, drawn: unknown, held: boolean, redraw: () => void) {
  const [tail, change] = useReducer(changeTail, noTail);
  const [isHidden, setHidden] = useState(false);
  const [attempt, setAttempt] = useState(0);
  const failures = useRef(0);
  const knownUntil = useRef(0);
  const isOwed = useRef(false);
  const isHeld = held || isHidden;
  const receive = useEffectEvent((data: string) => {
    const events = JSON.parse(data) as UsageEvent[];
    if (events.length > 0) change({ type: "received", events, held: isHeld });
  });
  const skip = useEffectEvent((data: string) => {
    const { count } = JSON.parse(data) as { count: number };
    change({ type: "skipped", count });
  });
  const askAnew = useEffectEvent(() => {
    isOwed.current = isHeld || tail.paused;
    if (!isOwed.current) redraw();
  });

  useEffect(() => {
    const look = () => setHidden(document.visibilityState === "hidden");
    document.addEventListener("visibilitychange", look);
    return () => document.removeEventListener("visibilitychange", look);
  }, []);

  const { paused } = tail;
  const on = tail.on && address !== null;
  useEffect(() => {
    if (isHeld || paused) return;
    change({ type: "resumed" });
    if (isOwed.current) askAnew();
  }, [isHeld, paused]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: what was drawn anew has these rows
  useEffect(() => {
    knownUntil.current = Date.now();
    change({ type: "reset" });
  }, [address, drawn]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: what came while it was drawn is told again
  useEffect(() => {
    if (!on || address === null) return;
    let retry: ReturnType<typeof setTimeout> | undefined;
    const source = new EventSource(address);
    const heard = () => {
      knownUntil.current = Date.now();
    };
    source.addEventListener("open", () => {
      failures.current = 0;
      change({ type: "connection", connection: "open" });
      if (isGap(knownUntil.current, Date.now())) askAnew();
      heard();
    });
    source.addEventListener("heartbeat", heard);
    source.addEventListener("message", ({ data }) => {
      heard();
      receive(data);
    });
    source.addEventListener("skipped", ({ data }) => skip(data));
    source.addEventListener("error", () => {
      change({ type: "connection", connection: "lost" });
      if (source.readyState !== EventSource.CLOSED) return;
      // Refused again and again: the page itself tells where the session or the right has ended.
      if (failures.current === mostRefusals) askAnew();
      const wait = Math.min(latest, soonest * 2 ** failures.current++);
      retry = setTimeout(() => setAttempt(attempt + 1), wait);
    });
    return () => {
      clearTimeout(retry);
      source.close();
    };
  }, [on, address, attempt, drawn]);

  return {
    ...tail,
    on,
    isHeld,
    turn: (next: boolean) => change({ type: "switched", on: next }),
    pause: () => change({ type: "paused" }),
    resume: () => change({ type: "resumed" }),
    clear: () => change({ type: "reset" }),
  };
}
