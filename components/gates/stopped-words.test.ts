import { expect, test } from "vitest";
import { exactTime } from "@/components/ui/exact-time";
import { stoppedInWords } from "./stopped-words";

const effectiveAt = "2026-11-21T12:00:00.083Z";
const at = exactTime(effectiveAt);

test.each([
  [{ acknowledged: 0, lapsed: 0 }, `Stopped everywhere at ${at}.`],
  [{ acknowledged: 1, lapsed: 0 }, `Stopped everywhere at ${at} — 1 gate.`],
  [{ acknowledged: 3, lapsed: 0 }, `Stopped everywhere at ${at} — 3 gates.`],
  [
    { acknowledged: 2, lapsed: 1 },
    `Stopped everywhere at ${at} — 2 gates. 1 gate did not answer; its lease ended.`,
  ],
  [
    { acknowledged: 0, lapsed: 2 },
    `Stopped everywhere at ${at}. 2 gates did not answer; their leases ended.`,
  ],
  [
    { acknowledged: 2, lapsed: 0, stale: 1 },
    `Stops everywhere at ${at} — 2 gates. 1 gate can’t be reached and may answer from memory until then.`,
  ],
])("%o", (gates, words) => {
  expect(at).toMatch(/:00:00\.083$/);
  expect(stoppedInWords({ effectiveAt, gates })).toBe(words);
});
