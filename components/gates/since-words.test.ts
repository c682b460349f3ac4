import { expect, test } from "vitest";
import { sinceWords } from "./since-words";

test.each([
  [0, "0 ms"],
  [999, "999 ms"],
  [1_000, "1 s"],
  [59_999, "59 s"],
  [60_000, "1 min"],
  [3_600_000, "1 h"],
  [200_000_000, "2 d"],
])("%i ms", (ms, words) => {
  expect(sinceWords(ms)).toBe(words);
});
