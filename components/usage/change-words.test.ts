import { expect, test } from "vitest";
import { countChange, shareChange } from "./change-words";

test.each([
  [0, 0, "same", "None before either", ""],
  [7, 7, "same", "As many as before", ""],
  [7, 0, "more", "None before", "new"],
  [112, 100, "more", "12% more than before", "12%"],
  [0, 40, "less", "100% fewer than before", "100%"],
  [10_001, 10_000, "same", "About as many as before", ""],
  [1200, 100, "more", "12 times as many", "×12"],
  [183_000, 11, "more", "11 before", "new"],
])("%d after %d: %s, %s", (now, before, direction, words, short) => {
  expect(countChange(now, before)).toEqual({ direction, words, short });
});

test.each([
  [10, 1, 100, 1, "more", "1% before"],
  [100, 1, 10, 1, "less", "10% before"],
  [10, 1, 100, 10, "same", "10% before, too"],
  [10, 1, 0, 0, "same", "Nothing to compare with"],
  [0, 0, 10, 1, "less", "10% before"],
])("%d with %d refused after %d with %d: %s, %s", (total, refused, was, wasRefused, ...told) => {
  const change = shareChange({ total, refused }, { total: was, refused: wasRefused });
  expect([change.direction, change.words]).toEqual(told);
});
