import { expect, test } from "vitest";
import { AppError } from "@/lib/errors";
import { dayMs, hourMs, keptSince, knownZone, minuteMs, periodBefore, periodOf } from "./period";
import { usageRanges } from "./summary";

const zones = [
  "UTC",
  "Europe/Berlin",
  "America/New_York",
  "America/Sao_Paulo",
  "Asia/Kolkata",
  "Asia/Kathmandu",
  "Australia/Lord_Howe",
  "Africa/Cairo",
  "Pacific/Apia",
  "Pacific/Chatham",
];

/** What the clocks of the zone show. */
const shown = (time: number, zone: string) =>
  new Intl.DateTimeFormat("sv-SE", {
    timeZone: zone,
    dateStyle: "short",
    timeStyle: "medium",
  }).format(time);

/** Whether each is a whole minute and later than the one before. */
const isRising = (edges: number[]) =>
  edges.every((edge, index) => edge % minuteMs === 0 && edge > (edges[index - 1] ?? 0));

const at = (text: string) => Date.parse(text);

test.each([
  ["1h", 60, minuteMs],
  ["24h", 48, 30 * minuteMs],
  ["7d", 28, 6 * hourMs],
  ["30d", 30, dayMs],
] as const)(
  "%s is %i bars that end with the present one, in every zone, at any time",
  (range, count, size) => {
    for (const zone of zones) {
      for (let i = 0; i < 30; i++) {
        const now = at("2026-01-01T00:00:00Z") + Math.floor(Math.random() * 400 * dayMs);
        const { edges, bucketMinutes } = periodOf({ range, zone }, now);
        const words = `${zone} ${new Date(now).toISOString()}`;
        expect(bucketMinutes).toBe(size / minuteMs);
        expect(edges, words).toHaveLength(count + 1);
        expect(edges.at(-2), words).toBeLessThanOrEqual(now);
        expect(edges.at(-1), words).toBeGreaterThan(now);
        expect(isRising(edges), words).toBe(true);
      }
    }
  },
);

test("days begin at midnight of the zone, also where the clocks are put", () => {
  const days = (zone: string, now: string) => periodOf({ range: "30d", zone }, at(now)).edges;
  for (const [zone, now] of [
    ["Europe/Berlin", "2026-11-05T12:00:00Z"],
    ["Europe/Berlin", "2026-04-05T12:00:00Z"],
    ["America/New_York", "2026-11-21T03:30:00Z"],
    ["Asia/Kolkata", "2026-11-21T18:29:00Z"],
  ] as const) {
    for (const edge of days(zone, now)) expect(shown(edge, zone)).toMatch(/ 00:00:00$/);
  }
  const lengths = (edges: number[]) =>
    edges.slice(1).map((edge, i) => (edge - (edges[i] ?? 0)) / hourMs);
  expect(lengths(days("Europe/Berlin", "2026-11-05T12:00:00Z")).filter((h) => h !== 24)).toEqual([
    25,
  ]);
  expect(lengths(days("Europe/Berlin", "2026-04-05T12:00:00Z")).filter((h) => h !== 24)).toEqual([
    23,
  ]);
  // There the day begins at one o'clock, as midnight is leapt over.
  const cairo = days("Africa/Cairo", "2026-05-01T12:00:00Z").map((edge) =>
    shown(edge, "Africa/Cairo"),
  );
  expect(cairo.filter((text) => !text.endsWith(" 00:00:00"))).toEqual(["2026-04-24 01:00:00"]);
});

test("a range of one's own is as fine as it can be, of what is kept", () => {
  const now = at("2026-11-21T12:00:30Z");
  const of = (from: number, to?: number) =>
    periodOf(
      {
        range: "custom",
        zone: "Europe/Berlin",
        from: new Date(from),
        ...(to !== undefined && { to: new Date(to) }),
      },
      now,
    );
  for (let i = 0; i < 300; i++) {
    const from = now - Math.random() * 790 * dayMs - minuteMs;
    const to = from + Math.random() * (now - from) + 1;
    const { edges, bucketMinutes } = of(from, to);
    expect(edges[0]).toBe(Math.floor(from / minuteMs) * minuteMs);
    expect(edges.at(-1)).toBe(Math.ceil(to / minuteMs) * minuteMs);
    expect(isRising(edges)).toBe(true);
    if (bucketMinutes < 1440) expect(edges.length).toBeLessThanOrEqual(121);
    if (bucketMinutes < 60) expect(from).toBeGreaterThanOrEqual(keptSince("minutes", now));
    if (bucketMinutes < 1440) expect(from).toBeGreaterThanOrEqual(keptSince("hours", now));
  }
  expect(of(now - hourMs).bucketMinutes).toBe(1);
  expect(of(now - 9 * hourMs).bucketMinutes).toBe(5);
  expect(of(now - 2 * dayMs).bucketMinutes).toBe(30);
  expect(of(now - 4 * dayMs).bucketMinutes).toBe(60);
  expect(of(now - 20 * dayMs).bucketMinutes).toBe(360);
  expect(of(now - 50 * dayMs, now - 49 * dayMs).bucketMinutes).toBe(60);
  expect(of(now - 200 * dayMs, now - 199 * dayMs).bucketMinutes).toBe(1440);
  expect(of(now - 60 * dayMs, now + dayMs).edges.at(-1)).toBe(at("2026-11-21T12:01:00Z"));
  expect(() => of(now + minuteMs)).toThrow(AppError);
  expect(() => of(now - hourMs, now - 2 * hourMs)).toThrow(AppError);
  expect(() => of(now - 802 * dayMs)).toThrow(AppError);
  expect(() => periodOf({ range: "custom", zone: "UTC" }, now)).toThrow(AppError);
});

test("the period before is as long, and ends as long ago as the present one has come", () => {
  const now = at("2026-11-21T12:10:30Z");
  for (const range of usageRanges) {
    if (range === "custom") continue;
    const period = periodOf({ range, zone: "Asia/Kathmandu" }, now);
    const length = (period.edges.at(-1) ?? 0) - (period.edges[0] ?? 0);
    const before = periodBefore(period, now);
    expect(before?.edges.slice(0, -1)).toEqual(
      period.edges.slice(0, -1).map((edge) => edge - length),
    );
    expect(before?.edges.at(-1)).toBe(at("2026-11-21T12:11:00Z") - length);
  }
  const old = { range: "custom" as const, zone: "UTC", from: new Date(now - 60 * dayMs) };
  expect(periodBefore(periodOf(old, now), now)).not.toBeNull();
  const older = { ...old, from: new Date(now - 500 * dayMs) };
  expect(periodBefore(periodOf(older, now), now)).toBeNull();
});

test("what names no zone is UTC", () => {
  for (const name of ["", "Mars/Olympus", "x".repeat(100), undefined])
    expect(knownZone(name)).toBe("UTC");
  expect(knownZone("Europe/Berlin")).toBe("Europe/Berlin");
});
