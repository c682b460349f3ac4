import { expect, test } from "vitest";
import { selectedBars } from "./selected-bars";

const starts = ["2026-11-21T10:00:00.000Z", "2026-11-21T11:00:00.000Z", "2026-11-21T12:00:00.000Z"];
const end = "2026-11-21T13:00:00.000Z";

test.each([
  ["2026-11-21T11:00:00Z", "2026-11-21T12:00:00Z", { from: 1, to: 1 }],
  ["2026-11-21T10:00:00Z", "2026-11-21T13:00:00Z", { from: 0, to: 2 }],
  ["2026-11-20T10:00:00Z", "2026-11-21T10:30:00Z", { from: 0, to: 0 }],
  ["2026-11-21T11:30:00Z", "2026-11-21T11:40:00Z", null],
  ["2026-11-21T13:00:00Z", "2026-11-21T14:00:00Z", null],
  ["2026-11-21T12:00:00Z", "2026-11-21T11:00:00Z", null],
  ["nonsense", "2026-11-21T11:00:00Z", null],
  [null, null, null],
])("from %s to %s", (from, to, marked) => {
  expect(selectedBars(starts, end, from, to)).toEqual(marked);
});
