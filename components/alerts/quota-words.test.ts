import { expect, test } from "vitest";
import type { QuotaUse } from "@/lib/alerts/summary";
import { forecastWords, percentUsed, quotaTone } from "./quota-words";

const use = (change: Partial<QuotaUse>): QuotaUse => ({
  limit: 1000,
  period: "month",
  used: 500,
  startsAt: "2026-11-01T00:00:00.000Z",
  endsAt: "2026-12-01T00:00:00.000Z",
  forecast: null,
  ...change,
});
const reachedAt = "2026-11-27T14:00:00.000Z";

test.each([
  [use({}), "accent", "A forecast comes after its first whole hour.", null],
  [
    use({ forecast: { by: "week", reachedAt: null, expected: 823 } }),
    "accent",
    "At the rhythm of the last week about 82% is used by the end of the month.",
    null,
  ],
  [
    use({ forecast: { by: "day", reachedAt, expected: 1200 } }),
    "warn",
    "At the pace of the last 24 hours it is used up about",
    reachedAt,
  ],
  [use({ used: 800 }), "warn", "A forecast comes after its first whole hour.", null],
  [use({ used: 1001 }), "bad", "Used up: requests are refused until", "2026-12-01T00:00:00.000Z"],
] as const)("%o", (one, tone, words, time) => {
  expect(quotaTone(one)).toBe(tone);
  expect(forecastWords(one)).toEqual({ words, time });
});

test("what is nearly all is not all", () => {
  expect(percentUsed({ used: 999_999, limit: 1_000_000 })).toBe(99);
});
