import { invalid } from "@/lib/errors";
import { keptDays } from "./partitions";
import type { UsageRange } from "./summary";

export const minuteMs = 60_000;
export const hourMs = 60 * minuteMs;
export const dayMs = 24 * hourMs;

/** Milliseconds since the epoch. Bar number `i` is from `edges[i]` to `edges[i + 1]`. */
export type Period = { edges: number[]; bucketMinutes: number };

/** Since when counts of that grain are kept: the beginning of a day (UTC). */
export const keptSince = (grain: keyof typeof keptDays, now: number): number =>
  floor(now - keptDays[grain] * dayMs, dayMs);

export const floor = (time: number, size: number): number => Math.floor(time / size) * size;

const formats = new Map<string, Intl.DateTimeFormat>();

/** The zone as it is named, or UTC where there is none of that name. */
export function knownZone(name: string | undefined): string {
  if (!name) return "UTC";
  try {
    formatIn(name);
    return name;
  } catch {
    return "UTC";
  }
}

function formatIn(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known) return known;
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
  // There are fewer zones, but each may be written in many ways.
  if (formats.size >= 1000) formats.clear();
  formats.set(zone, format);
  return format;
}

/** How far the clocks of the zone are ahead of UTC then. */
function offsetAt(time: number, zone: string): number {
  if (zone === "UTC") return 0;
  const seconds = floor(time, 1000);
  const part: Record<string, number> = {};
  for (const { type, value } of formatIn(zone).formatToParts(seconds)) part[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part;
  return Date.UTC(year, month - 1, day, hour, minute, second) - seconds;
}

/** When the clocks of the zone show `wall` for the first time, or leap over it. */
function instantOf(wall: number, zone: string): number {
  const guess = wall - offsetAt(wall, zone);
  const [before, after] = [offsetAt(guess - dayMs, zone), offsetAt(guess + dayMs, zone)];
  const early = wall - before;
  return before === after || offsetAt(early - 1, zone) === before ? early : wall - after;
}

/** Bars below an hour are of one length; longer ones begin by the clocks of the zone, also where those are put. */
function barsIn(zone: string, size: number, now: number) {
  if (size < hourMs) {
    const offset = offsetAt(now, zone) % hourMs;
    return {
      at: (time: number) => floor(time + offset, size),
      of: (wall: number) => wall - offset,
    };
  }
  return {
    at: (time: number) => floor(time + offsetAt(time, zone), size),
    of: (wall: number) => instantOf(wall, zone),
  };
}

const bars = {
  "1h": { count: 60, size: minuteMs },
  "24h": { count: 48, size: 30 * minuteMs },
  "7d": { count: 28, size: 6 * hourMs },
  "30d": { count: 30, size: dayMs },
} as const;

/** The bars of a range that ends with the present, unfinished one. */
function rangeOf(range: Exclude<UsageRange, "custom">, zone: string, now: number): Period {
  const { count, size } = bars[range];
  const { at, of } = barsIn(zone, size, now);
  let end = at(now) + size;
  while (of(end) <= now) end += size;
  const edges = Array.from({ length: count + 1 }, (_, i) => of(end - (count - i) * size));
  return { edges, bucketMinutes: size / minuteMs };
}

const sizes = [1, 5, 30, 60, 360, 1440].map((minutes) => minutes * minuteMs);
const mostBars = 120;

const isKept = (size: number, from: number, now: number): boolean =>
  from >= keptSince(size < hourMs ? "minutes" : size < dayMs ? "hours" : "days", now);

/** Its first and last bar may be shorter. */
function customOf(from: number, to: number, zone: string, now: number): Period {
  const size =
    sizes.find((one) => (to - from) / one <= mostBars - 1 && isKept(one, from, now)) ?? dayMs;
  const { at, of } = barsIn(zone, size, from);
  const edges = [from];
  for (let wall = at(from); ; wall += size) {
    const edge = of(wall);
    if (edge >= to) break;
    if (edge > from) edges.push(edge);
  }
  return { edges: [...edges, to], bucketMinutes: size / minuteMs };
}

type Wish = { range: UsageRange; from?: Date | undefined; to?: Date | undefined; zone: string };

/**
 * The bars of a range, in the zone. What is `custom` is widened to whole minutes and ends with the
 * present one at the latest. Throws 422 where it has no beginning, is over before it begins, or
 * begins before what is kept.
 */
export function periodOf({ range, from, to, zone }: Wish, now = Date.now()): Period {
  if (range !== "custom") return rangeOf(range, zone, now);
  if (!from) throw invalid("from", "Say when the range begins.");
  const present = floor(now, minuteMs) + minuteMs;
  const begins = floor(from.getTime(), minuteMs);
  const ends = Math.min(present, to ? -floor(-to.getTime(), minuteMs) : present);
  if (begins < keptSince("days", now)) {
    throw invalid("from", `Usage is kept for ${keptDays.days} days: begin later.`);
  }
  if (begins >= ends) {
    throw invalid(to ? "to" : "from", "The range must begin before it ends, and before now.");
  }
  return customOf(begins, ends, zone, now);
}

/**
 * The same bars as long before as they last; the present one only up to where it has come now. Null
 * where what was then is not kept any more.
 */
export function periodBefore({ edges, bucketMinutes }: Period, now = Date.now()): Period | null {
  const [from = 0, to = 0] = [edges[0], edges.at(-1)];
  const length = to - from;
  if (!isKept(bucketMinutes * minuteMs, from - length, now)) return null;
  const over = floor(now, minuteMs) + minuteMs - length;
  return { edges: edges.map((edge) => Math.min(edge - length, over)), bucketMinutes };
}
