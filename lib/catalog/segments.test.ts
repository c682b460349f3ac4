import { expect, test } from "vitest";
import { ambiguous, shapeOf } from "./segments";

test("a shape leaves out the names of parameters", () => {
  expect(shapeOf("/a/{b}/c/{d}:x")).toBe(shapeOf("/a/{x}/c/{y}:x"));
  expect(shapeOf("/a/{b*}")).toBe(shapeOf("/a/{c*}"));
  expect(shapeOf("/a/{b}")).not.toBe(shapeOf("/a/b"));
  expect(shapeOf("/a/{b}")).not.toBe(shapeOf("/a/{b*}"));
  expect(shapeOf("/a/{b}:x")).not.toBe(shapeOf("/a/{b}:y"));
  expect(shapeOf("/")).toBe("/");
});

test.each([
  ["/", "/"],
  ["/a/{b}", "/a/{c}"],
  ["/a/{b*}", "/a/{c*}"],
  ["/a{x}", "/{x}a"],
  ["/a{x}/c", "/{x}b/{y}"],
  ["/a{x}/c", "/{x}b/{y*}"],
  ["/ab{x}c", "/a{x}bc"],
  ["/a{x}/v{n}", "/{x}b/{n}v"],
])("%s and %s are ambiguous", (a, b) => {
  expect(ambiguous(a, b)).toBe(true);
  expect(ambiguous(b, a)).toBe(true);
});

test.each([
  ["/", "/{a}"],
  ["/a", "/{a}"],
  ["/a/{b}", "/{a}/b"],
  ["/a/{b}", "/a/{b*}"],
  ["/{a*}", "/{a}/b"],
  ["/{x}:cancel", "/{x}"],
  ["/{x}:cancel", "/{x}:close!"],
  ["/{x}:cancel", "/{x}:force-cancel"],
  ["/a{x}", "/b{x}"],
  ["/a{x}", "/{x}a/b"],
  ["/a{x}/c", "/{x}b/d"],
  ["/ab{x}", "/b{x}c"],
])("%s and %s are not", (a, b) => {
  expect(ambiguous(a, b)).toBe(false);
  expect(ambiguous(b, a)).toBe(false);
});
