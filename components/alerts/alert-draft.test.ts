import { expect, test } from "vitest";
import { draftOf, suggestions, wishOf } from "./alert-draft";
import { previewWords } from "./preview-words";

test("a rule that is edited without a change stays the same", () => {
  for (const rule of suggestions) expect(wishOf(draftOf(rule))).toEqual(rule);
  const odd = { ...suggestions[0], metric: "latency", threshold: 1234.567 } as const;
  expect(wishOf(draftOf(odd))).toEqual(odd);
});

test.each([
  ["1,000", 1000],
  ["1 000", 1000],
  ["1,000,000.5", 1_000_000.5],
  ["2.5", 2.5],
  ["2,5", Number.NaN],
  ["", Number.NaN],
  ["many", Number.NaN],
])("%j is %d", (threshold, number) => {
  expect(wishOf({ ...draftOf(), threshold }).threshold).toBe(number);
});

const [share, silence] = suggestions;

test.each([
  [share, { fired: 0, highest: 12, lowest: 3 }, "would not have fired. The highest was 12%."],
  [share, { fired: 1, highest: 34.5, lowest: 3 }, "would have fired once. The highest was 34.5%."],
  [silence, { fired: 2, highest: 1e6, lowest: 0 }, "would have fired twice. The lowest was 0."],
  [
    share,
    { fired: 0, highest: null, lowest: null },
    "would not have fired. Too few requests came to tell.",
  ],
  [
    silence,
    { fired: 0, highest: null, lowest: null },
    "would not have fired. There was no whole window yet.",
  ],
] as const)("a preview of %o with %o", (rule, found, words) => {
  expect(previewWords(rule, { ...found, latest: null })).toBe(`In the last 24 hours it ${words}`);
});
