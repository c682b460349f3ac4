import { expect, test } from "vitest";
import { forecast, rhythmHours } from "./forecast";

const at = (text: string) => new Date(`2026-11-${text}Z`);
const now = at("21T12:30:00");
const endsAt = new Date("2026-12-01T00:00:00Z");
const flat = (hours: number, cost: number) => new Array<number>(hours).fill(cost);

test("without a whole hour nothing is foreseen", () => {
  expect(forecast({ used: 5, limit: 10, now, endsAt }, [])).toBeNull();
});

test("what is known for less than a week goes on as in the last 24 hours", () => {
  // 227.5 hours are left.
  const some = forecast({ used: 1000, limit: 5000, now, endsAt }, flat(3, 10));
  expect(some).toEqual({ by: "day", reachedAt: null, expected: 3275 });
  const busyLately = [...flat(100, 1000), ...flat(24, 10)];
  expect(forecast({ used: 1000, limit: 5000, now, endsAt }, busyLately)).toEqual(some);
});

test("a limit is reached within its hour", () => {
  const found = forecast({ used: 1000, limit: 1015, now, endsAt }, flat(5, 10));
  expect(found).toMatchObject({ by: "day", reachedAt: at("21T14:00:00") });
});

test("what is used up already is reached at no time to come", () => {
  const found = forecast({ used: 20, limit: 20, now, endsAt }, flat(5, 10));
  expect(found).toMatchObject({ reachedAt: null });
});

test("a week shows which hours are busy", () => {
  // Busy from 18 to 19 o'clock each day; the last whole hour begins at 11.
  const hours = Array.from({ length: rhythmHours }, (_, index) =>
    (index - rhythmHours + 12 + 240) % 24 === 18 ? 60 : 0,
  );
  const day = { now, endsAt: at("22T00:00:00") };
  expect(forecast({ used: 100, limit: 130, ...day }, hours)).toEqual({
    by: "week",
    reachedAt: at("21T18:30:00"),
    expected: 160,
  });
  expect(forecast({ used: 100, limit: 161, ...day }, hours)).toMatchObject({ reachedAt: null });
});

test("who uses twice as much as a week ago goes on so", () => {
  const hours = [...flat(rhythmHours - 24, 10), ...flat(24, 20)];
  const found = forecast({ used: 0, limit: 1e6, now, endsAt: at("22T00:00:00") }, hours);
  expect(found).toEqual({ by: "week", reachedAt: null, expected: 230 });
});

test("who came to rest uses no more, who only began a week ago is measured by the last day", () => {
  const rested = [...flat(rhythmHours - 24, 10), ...flat(24, 0)];
  const soon = { now, endsAt: at("22T00:00:00") };
  expect(forecast({ used: 7, limit: 9, ...soon }, rested)).toMatchObject({ expected: 7 });
  const begun = [...flat(24, 0), ...flat(rhythmHours - 24, 10)];
  expect(forecast({ used: 0, limit: 1e6, ...soon }, begun)).toMatchObject({
    by: "day",
    expected: 115,
  });
});
