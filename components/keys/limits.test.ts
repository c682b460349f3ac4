import { expect, test } from "vitest";
import { quotaField, rateLimitsField } from "@/lib/limits/fields";
import { type LimitsDraft, limitsInput, limitWords, noLimits, pathOf } from "./limits";

const draft: LimitsDraft = {
  rates: [
    { id: 0, limit: " ", seconds: "1" },
    { id: 1, limit: "1,000", seconds: "60" },
    { id: 2, limit: "20 000", seconds: "3600" },
  ],
  quota: { limit: "1000000", period: "month" },
};

test("what is left empty is no limit", () => {
  expect(limitsInput(noLimits)).toEqual({ rateLimits: [], quota: null });
  expect(limitWords(noLimits)).toBe("None");
});

test("what is filled in is named, and understood by the verb", () => {
  const { rateLimits, quota } = limitsInput(draft);
  expect(rateLimitsField().parse(rateLimits)).toEqual([
    { name: "default", limit: 1000, seconds: 60 },
    { name: "limit-2", limit: 20_000, seconds: 3600 },
  ]);
  expect(quotaField().parse(quota)).toEqual({ limit: 1_000_000, period: "month" });
  expect(limitWords(draft)).toBe("1,000 per minute, 20,000 per hour, 1,000,000 per month");
});

test("what is no number is refused by the verb, at its row", () => {
  const wrong: LimitsDraft = {
    ...draft,
    rates: [...draft.rates, { id: 3, limit: "many", seconds: "1" }],
  };
  const { error } = rateLimitsField().safeParse(limitsInput(wrong).rateLimits);
  expect(error?.issues.map(({ path }) => ["rateLimits", ...path].join("."))).toEqual([
    pathOf(wrong, 3),
  ]);
});
