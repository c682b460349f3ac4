import { expect, test } from "vitest";
import type { HygieneDay } from "@/lib/hygiene/summary";
import { shareOf, sharePoints, shareWords } from "./share";

const day = (name: string, keys: number, clean: number) =>
  ({ day: name, keys, clean, findings: {} }) as HygieneDay;

test("a share is rounded, but never to all or none where it isn't", () => {
  const words = (keys: number, clean: number) => shareWords(shareOf({ keys, clean }));
  expect(words(3, 2)).toBe("67 %");
  expect(words(1000, 999)).toBe("99 %");
  expect(words(1000, 1)).toBe("1 %");
  expect([words(4, 4), words(4, 0), words(0, 0)]).toEqual(["100 %", "0 %", "—"]);
});

test("points stand at their time; days without keys are left out", () => {
  const points = sharePoints([
    day("2026-11-01", 0, 0),
    day("2026-11-02", 4, 1),
    day("2026-11-03", 4, 2),
    day("2026-11-06", 8, 8),
  ]);
  expect(points.map(({ x }) => x)).toEqual([0, 25, 100]);
  expect(points.map(({ share }) => share)).toEqual([25, 50, 100]);
  expect(sharePoints([day("2026-11-02", 4, 1)])).toMatchObject([{ x: 0, share: 25 }]);
  expect(sharePoints([])).toEqual([]);
});
