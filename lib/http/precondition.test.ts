import { expect, test } from "vitest";
import { etagOf, revisionOf } from "./precondition";

test("the ETag that was answered names its revision", () => {
  for (const revision of [1, 42, 2_147_483_647]) {
    expect(revisionOf(etagOf(revision), true)).toBe(revision);
  }
  expect(revisionOf("*", true)).toBeUndefined();
  expect(revisionOf(null, false)).toBeUndefined();
});

test.each([
  [null, 428],
  ["3", 400],
  ['"3", "4"', 400],
  ['"3', 400],
  ["", 400],
  ['W/"3"', 412],
  ['"x"', 412],
  ['"0"', 412],
  ['"-1"', 412],
  ['"99999999999"', 412],
])("%s is refused with %d", (ifMatch, status) => {
  expect(() => revisionOf(ifMatch, true)).toThrow(expect.objectContaining({ status }));
});
