import fc from "fast-check";
import { expect, test } from "vitest";
import { timeText } from "./answer";
import { gaugesOf, waitFor } from "./gauge";

test("a time is written as toISOString writes it", () => {
  const times = fc.integer({ min: 0, max: 253_402_300_799_999 });
  fc.assert(fc.property(times, (ms) => timeText(ms) === new Date(ms).toISOString()));
  fc.assert(
    fc.property(fc.integer({ min: 1.7e12, max: 1.7e12 + 100_000 }), (ms) => {
      expect(timeText(ms)).toBe(new Date(ms).toISOString());
    }),
  );
});

test.each([
  ["day", "2028-02-28T23:59:59.999Z", "2028-02-28", "2028-02-29"],
  ["day", "2028-12-31T00:00:00.000Z", "2028-12-31", "2029-01-01"],
  ["month", "2028-02-29T12:00:00.000Z", "2028-02-01", "2028-03-01"],
  ["month", "2028-12-31T23:59:59.999Z", "2028-12-01", "2029-01-01"],
] as const)("the %s that holds %s, in UTC", (period, now, starts, ends) => {
  const at = Date.parse(now);
  const [gauge] = gaugesOf({ rateLimits: [], quota: { limit: 5, period } }, at);
  if (!gauge) throw new Error("no gauge");
  expect(gauge).toMatchObject({ starts: Date.parse(starts), ends: Date.parse(ends) });
  expect(waitFor(gauge, 5, 1, at)).toBe(Date.parse(ends) - at);
  expect(waitFor(gauge, 4, 1, at)).toBe(0);
});
