import { expect, test } from "vitest";
import { lateAccepts, type Operation, quantile } from "./history";

const asked = (subject: string, start: number, code = "VALID"): Operation => ({
  gate: "a",
  subject,
  start,
  end: start + 50,
  code,
});

test("late is what started at or after the moment and was accepted", () => {
  const history = [
    asked("key", 99),
    asked("key", 100),
    asked("key", 101),
    asked("key", 102, "REVOKED"),
    asked("key", 103, "HTTP 503"),
    asked("other", 200),
  ];
  const late = lateAccepts(history, [{ subject: "key", effectiveAt: 100 }]);
  expect(late.map(({ start }) => start)).toEqual([100, 101]);
});

test("an answer that comes late to a question that was early is none", () => {
  const slow = { ...asked("key", 10), end: 5_000 };
  expect(lateAccepts([slow], [{ subject: "key", effectiveAt: 11 }])).toEqual([]);
});

test("of two cuts of one subject the earlier counts", () => {
  const cuts = [300, 100, 200].map((effectiveAt) => ({ subject: "key", effectiveAt }));
  expect(lateAccepts([asked("key", 150)], cuts)).toHaveLength(1);
});

test("a quantile is a value of the list", () => {
  const values = Array.from({ length: 100 }, (_, i) => 100 - i);
  expect([0, 0.5, 0.99, 1].map((share) => quantile(values, share))).toEqual([1, 50, 99, 100]);
  expect(quantile([], 0.5)).toBe(0);
});
