import { expect, test } from "vitest";
import { usageQuery } from "./query";

const now = Date.parse("2026-11-21T12:00:00Z");
const [from, to] = ["2026-11-20T12:00:00.000Z", "2026-11-20T13:00:00.000Z"];

test.each([
  [{}, { range: "24h" }],
  [{ range: "7d", from, to }, { range: "7d" }],
  [
    { range: "custom", from, to },
    { range: "custom", from, to },
  ],
  [
    { range: "custom", from },
    { range: "custom", from, to: undefined },
  ],
  [{ range: "custom" }, { range: "24h" }],
  [{ range: "custom", from: to, to: from }, { range: "24h" }],
  [{ range: "custom", from: "2030-01-01T00:00:00Z" }, { range: "24h" }],
  [
    { range: "custom", from: "2011-01-01T00:00:00Z", to },
    { range: "custom", from: "2024-09-13T12:00:00.000Z", to },
  ],
  [{ range: "custom", from: "2011-01-01T00:00:00Z", to: "2012-01-01T00:00:00Z" }, { range: "24h" }],
  [{ range: ["1h", "7d"] }, { range: "24h" }],
])("of %j the time is %j", (asked, time) => {
  expect(usageQuery(asked, now).time).toEqual(time);
});

test("filters that can't be understood are left out", () => {
  const asked = { outcome: "REFUSE", environment: "staging", api: "or ders", key: "key_1" };
  expect(usageQuery(asked, now).filters).toEqual({ environment: "staging" });
});
