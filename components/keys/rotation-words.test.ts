import { expect, test } from "vitest";
import { overlapNames } from "@/lib/keys/fields";
import { overlapOptions, overlapWords, retirement } from "./rotation-words";

const now = Date.parse("2026-11-21T12:00:00.000Z");

test("every overlap of the verb is offered, with its own length", () => {
  expect(overlapOptions.map(({ value }) => value)).toEqual([...overlapNames]);
  const ends = overlapOptions.map(({ value }) => retirement(value, null, now).toISOString());
  expect(ends).toEqual([
    "2026-11-21T12:00:00.000Z",
    "2026-11-21T13:00:00.000Z",
    "2026-11-22T12:00:00.000Z",
    "2026-11-24T12:00:00.000Z",
    "2026-11-28T12:00:00.000Z",
  ]);
});

test("no overlap lasts beyond the old key's own end", () => {
  const end = "2026-11-21T12:30:00.000Z";
  expect(retirement("24h", end, now).toISOString()).toBe(end);
});

test("what happens is said for each way", () => {
  expect(overlapWords("0s", "now")).toContain("revoked at once");
  expect(overlapWords("24h", "now")).toContain("for 24 hours");
  expect(overlapWords("0s", "first-use")).toContain("until the new one is first used");
  expect(overlapWords("1h", "first-use")).toContain("1 hour after the new one is first used");
});
