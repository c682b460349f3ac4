import { invalid } from "@/lib/errors";
import { timeOf } from "@/lib/ids";
import type { UsageRange } from "@/lib/usage/summary";
import type { EventFilters } from "./event-query";

const [second, hour] = [1000, 3_600_000];
const day = 24 * hour;

const lengths: Record<Exclude<UsageRange, "custom">, number> = {
  "1h": hour,
  "24h": day,
  "7d": 7 * day,
  "30d": 30 * day,
};

/** `from` inclusive to `to` exclusive. */
export type Span = { from: Date; to: Date };

/** Before its id a request can't have come, but clocks are set; a slow body comes long after it. */
const aroundRequest = { before: 2 * second, after: 35 * second };

/**
 * What is searched: of a request, when it came, whatever the range says; else the range, by default
 * the last 24 hours. Nothing that is older than it is kept. Throws 422.
 */
export function spanOf(wish: EventFilters, historyDays: number, now = Date.now()): Span {
  const { range, from, to, requestId } = wish;
  const kept = new Date(now - historyDays * day);
  // A gate's clock may be ahead of this one.
  const open = new Date(now + day);
  const clamped = ({ from, to }: Span): Span => ({
    from: from < kept ? kept : from < open ? from : open,
    to: to < open ? to : open,
  });
  if (requestId !== undefined) {
    const at = timeOf("req", requestId).getTime();
    return clamped({
      from: new Date(at - aroundRequest.before),
      to: new Date(at + aroundRequest.after),
    });
  }
  if (range !== undefined && range !== "custom") {
    return clamped({ from: new Date(now - lengths[range]), to: open });
  }
  if (range === "custom" && from === undefined) throw invalid("from", "Say when it begins.");
  if (from && to && from >= to) throw invalid("to", "It must end after it begins.");
  const end = to ?? open;
  const beginning = from ?? new Date(Math.min(now, end.getTime()) - day);
  return clamped({ from: beginning, to: end });
}

/** Throws 422 where the range asked for begins more than a day before what is kept. */
export function expectKept({ from }: EventFilters, historyDays: number, now = Date.now()): void {
  const kept = new Date(now - historyDays * day);
  if (from === undefined || from.getTime() >= kept.getTime() - day) return;
  const words = `The history is kept for ${historyDays} days: nothing before ${kept.toISOString()}.`;
  throw invalid("from", words);
}
