import { expect, test } from "vitest";
import { dayMs, floor, hourMs, keptSince, minuteMs } from "./period";
import { compose, grainMs, type Segment } from "./segments";

const now = Date.parse("2026-11-21T12:34:56Z");
const below = (end: number) => Math.floor(Math.random() * end);

/** The minutes that segments count. */
const minutesOf = (segments: Segment[]) =>
  segments.flatMap(({ grain, from, to }) => {
    expect([(to - from) % grainMs[grain], from % grainMs[grain]]).toEqual([0, 0]);
    return Array.from({ length: (to - from) / minuteMs }, (_, i) => from + i * minuteMs);
  });

test("every minute between the edges counts once, by what is folded and lies between two of them", () => {
  for (let i = 0; i < 200; i++) {
    const from = floor(now, minuteMs) - below(3 * dayMs);
    const start = floor(from, minuteMs);
    const edges = [start, ...Array.from({ length: below(4) }, () => start + below(2880) * minuteMs)]
      .sort((a, b) => a - b)
      .concat(start + 2880 * minuteMs);
    const hours = new Set(
      Array.from({ length: 120 }, (_, h) => floor(start, dayMs) + h * hourMs).filter(
        () => Math.random() < 0.7,
      ),
    );
    const days = new Set([floor(start, dayMs) + dayMs].filter(() => Math.random() < 0.7));
    const segments = compose(edges, { hours, days }, now);
    const covered = minutesOf(segments);
    expect(covered).toEqual(Array.from({ length: 2880 }, (_, minute) => start + minute * minuteMs));
    for (const { grain, from, to } of segments) {
      for (let at = from; grain !== "minute" && at < to; at += grainMs[grain]) {
        const isFolded = days.has(floor(at, dayMs)) || (grain === "hour" && hours.has(at));
        expect(isFolded).toBe(true);
        expect(edges.some((edge) => edge > at && edge < at + grainMs[grain])).toBe(false);
      }
    }
  }
});

test("where minutes are kept no more an hour counts where it begins, then a day", () => {
  const none = { hours: new Set<number>(), days: new Set<number>() };
  const hour = keptSince("minutes", now) - 5 * hourMs;
  const half = hour + 30 * minuteMs;
  expect(compose([hour, half, half + 2 * hourMs], none, now)).toEqual([
    { grain: "hour", from: hour, to: hour + 3 * hourMs },
  ]);
  expect(compose([half, half + 2 * hourMs], none, now)).toEqual([
    { grain: "hour", from: hour + hourMs, to: hour + 3 * hourMs },
  ]);
  const day = keptSince("hours", now) - 5 * dayMs;
  expect(compose([day - 2 * hourMs, day + 22 * hourMs, day + 46 * hourMs], none, now)).toEqual([
    { grain: "day", from: day, to: day + 2 * dayMs },
  ]);
  expect(
    compose([keptSince("minutes", now), keptSince("minutes", now) + hourMs], none, now),
  ).toEqual([
    { grain: "minute", from: keptSince("minutes", now), to: keptSince("minutes", now) + hourMs },
  ]);
});
