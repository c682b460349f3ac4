import { and, eq, gte, lt, notExists, or, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { usageFolds } from "@/db/schema";
import type { Transaction } from "@/db/transact";
import { dayMs, floor, hourMs, keptSince, minuteMs } from "./period";

export type Grain = "minute" | "hour" | "day";

export const grainMs: Record<Grain, number> = { minute: minuteMs, hour: hourMs, day: dayMs };

/** Counts to add up: those of that grain from `from` (inclusive) to `to`, in milliseconds. */
export type Segment = { grain: Grain; from: number; to: number };

/** Which hours and days are made of their minutes; the hours of such days need not be named. */
export type Folds = { hours: ReadonlySet<number>; days: ReadonlySet<number> };

/** The folds of the days that `from` to `to` touches. */
export async function foldsOf(tx: Transaction, from: number, to: number): Promise<Folds> {
  const day = alias(usageFolds, "of_day");
  const itsDay = tx
    .select({ start: day.start })
    .from(day)
    .where(
      and(eq(day.grain, "day"), eq(day.start, sql`date_trunc('day', ${usageFolds.start}, 'UTC')`)),
    );
  const rows = await tx
    .select()
    .from(usageFolds)
    .where(
      and(
        gte(usageFolds.start, new Date(floor(from, dayMs))),
        lt(usageFolds.start, new Date(to)),
        or(eq(usageFolds.grain, "day"), notExists(itsDay)),
      ),
    );
  const of = (grain: "hour" | "day") =>
    new Set(rows.flatMap((row) => (row.grain === grain ? [row.start.getTime()] : [])));
  return { hours: of("hour"), days: of("day") };
}

/**
 * What to add up for each time between two edges (whole minutes) exactly: days that lie between
 * them and are folded, else such hours, else minutes. Where minutes are kept no more, an hour counts
 * where it begins; where hours are kept no more, a day does.
 */
export function compose(edges: readonly number[], folds: Folds, now = Date.now()): Segment[] {
  const [minutes, hours] = [keptSince("minutes", now), keptSince("hours", now)];
  const segments: Segment[] = [];
  const add = (grain: Grain, from: number, to: number) => {
    const last = segments.at(-1);
    if (last?.grain === grain && last.to === from) last.to = to;
    else segments.push({ grain, from, to });
  };
  const oneAt = (time: number, end: number): Grain | null => {
    const [isDay, isHour] = [time % dayMs === 0, time % hourMs === 0];
    if (time < hours) return isDay ? "day" : null;
    if (isDay && time + dayMs <= end && folds.days.has(time)) return "day";
    if (time < minutes) return isHour ? "hour" : null;
    const isFolded = folds.hours.has(time) || folds.days.has(floor(time, dayMs));
    return isHour && time + hourMs <= end && isFolded ? "hour" : "minute";
  };
  for (const [index, end] of edges.entries()) {
    let time = edges[index - 1] ?? end;
    while (time < end) {
      const grain = oneAt(time, end);
      const step = grain === "day" || time < hours ? dayMs : hourMs;
      const next = floor(time, step) + step;
      if (grain === "minute") add(grain, time, Math.min(next, end));
      else if (grain) add(grain, time, next);
      time = next;
    }
  }
  return segments;
}
