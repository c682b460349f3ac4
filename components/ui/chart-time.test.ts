import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { spanWords, tickWords, timeTicks } from "./chart-time";

beforeAll(() => {
  vi.useFakeTimers({ now: Date.UTC(2026, 10, 21, 12) });
});
afterAll(() => {
  vi.useRealTimers();
});

const starts = (from: string, minutes: number, count: number) =>
  Array.from({ length: count }, (_, index) =>
    new Date(Date.parse(from) + index * minutes * 60_000).toISOString(),
  );

const words = (from: string, minutes: number, count: number, zone: string) =>
  timeTicks(starts(from, minutes, count), minutes, zone).map((start) =>
    tickWords(start, minutes, zone),
  );

test("a day is labelled at round hours of the viewer's zone", () => {
  expect(words("2026-11-20T20:30:00Z", 30, 48, "Europe/Vienna")).toEqual([
    "21 Nov",
    "03:00",
    "06:00",
    "09:00",
    "12:00",
    "15:00",
    "18:00",
    "21:00",
  ]);
  expect(words("2026-11-20T20:30:00Z", 30, 48, "Asia/Kolkata")[0]).toBe("03:00");
});

test("an hour is labelled every ten minutes", () => {
  expect(words("2026-11-21T11:04:00Z", 1, 60, "UTC")).toEqual([
    "11:10",
    "11:20",
    "11:30",
    "11:40",
    "11:50",
    "12:00",
  ]);
});

test("a week is labelled at its midnights", () => {
  const labels = words("2026-11-14T18:00:00Z", 360, 28, "UTC");
  expect(labels).toEqual(["15 Nov", "16 Nov", "17 Nov", "18 Nov", "19 Nov", "20 Nov", "21 Nov"]);
});

test("a month is labelled from today back", () => {
  const labels = words("2026-10-23T00:00:00Z", 1440, 30, "UTC");
  expect(labels.at(-1)).toBe("21 Nov");
  expect(labels.length).toBeLessThanOrEqual(8);
});

test("what is labelled of another year says which", () => {
  expect(words("2025-11-19T00:00:00Z", 1440, 2, "UTC")).toEqual(["19 Nov 2025", "20 Nov 2025"]);
});

test.each([
  ["2026-11-21T11:00:00Z", "2026-11-21T11:30:00Z", "Europe/Vienna", "Sat 21 Nov, 12:00 – 12:30"],
  ["2026-11-21T23:30:00Z", "2026-11-22T00:00:00Z", "UTC", "Sat 21 Nov, 23:30 – 24:00"],
  ["2026-11-21T00:00:00Z", "2026-11-22T00:00:00Z", "UTC", "Sat 21 Nov"],
  ["2026-11-20T00:00:00Z", "2026-11-22T00:00:00Z", "UTC", "Fri 20 Nov – Sat 21 Nov"],
  ["2025-11-21T00:00:00Z", "2025-11-22T00:00:00Z", "UTC", "Fri 21 Nov 2025"],
  [
    "2025-12-31T12:00:00Z",
    "2026-01-01T09:00:00Z",
    "UTC",
    "Wed 31 Dec 2025, 12:00 – Thu 1 Jan, 09:00",
  ],
  ["2026-11-20T06:00:00Z", "2026-11-22T09:00:00Z", "UTC", "Fri 20 Nov, 06:00 – Sun 22 Nov, 09:00"],
])("from %s to %s in %s", (from, to, zone, told) => {
  expect(spanWords(from, to, zone)).toBe(told);
});
