"use client";

import { useSyncExternalStore } from "react";
import { absoluteTime, relativeTime, zonedTime } from "./time-words";

type Moment = Date | string | null | undefined;

const never = () => () => {};

function everyHalfMinute(changed: () => void): () => void {
  const timer = setInterval(changed, 30_000);
  return () => clearInterval(timer);
}

const halfMinute = () => Math.floor(Date.now() / 30_000) * 30_000;

/** Null on the server and while hydrating, where the viewer's zone is unknown. */
export function useZone(): string | null {
  return useSyncExternalStore(
    never,
    () => Intl.DateTimeFormat().resolvedOptions().timeZone,
    () => null,
  );
}

export function RelativeTime({ value, empty = "Never" }: { value: Moment; empty?: string }) {
  const now = useSyncExternalStore(everyHalfMinute, halfMinute, halfMinute);
  const zone = useZone();
  const date = value ? new Date(value) : null;
  if (!date) return <span className="text-muted">{empty}</span>;
  return (
    <time
      dateTime={date.toISOString()}
      title={zone ? zonedTime(date, zone) : undefined}
      className="whitespace-nowrap"
      suppressHydrationWarning
    >
      {relativeTime(date, now)}
    </time>
  );
}

export function DateTime({
  value,
  empty = "Never",
  dateOnly,
}: {
  value: Moment;
  empty?: string;
  dateOnly?: boolean;
}) {
  const zone = useZone() ?? "UTC";
  const date = value ? new Date(value) : null;
  if (!date) return <span className="text-muted">{empty}</span>;
  return (
    <time dateTime={date.toISOString()} title={zonedTime(date, zone)} className="whitespace-nowrap">
      {absoluteTime(date, zone, dateOnly)}
    </time>
  );
}
