import { expect, test } from "vitest";
import { compactNumber, durationWords, exactNumber, shareWords } from "./number-words";

test.each([
  [0, "0"],
  [940, "940"],
  [999, "999"],
  [1000, "1k"],
  [1049, "1.04k"],
  [12_431, "12.4k"],
  [999_999, "999k"],
  [1_070_000, "1.07M"],
  [100_000_000, "100M"],
])("%d is short for %s", (value, words) => {
  expect(compactNumber(value)).toBe(words);
});

test("an exact number has its thousands apart", () => {
  expect(exactNumber(1_234_567)).toBe("1,234,567");
});

test.each([
  [0, 0, "0%"],
  [0, 5, "0%"],
  [1, 10_000, "<0.1%"],
  [9_999, 10_000, ">99.9%"],
  [1, 200, "0.5%"],
  [1, 8, "13%"],
  [10, 10, "100%"],
  [995, 1000, "99.5%"],
])("%d of %d is %s", (part, of, words) => {
  expect(shareWords(part, of)).toBe(words);
});

test.each([
  [12, "12 µs"],
  [999.6, "1 ms"],
  [3200, "3.2 ms"],
  [2000, "2 ms"],
  [43_800, "44 ms"],
  [1_400_000, "1.4 s"],
])("%d microseconds are %s", (micros, words) => {
  expect(durationWords(micros)).toBe(words);
});
