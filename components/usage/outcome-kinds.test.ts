import { expect, test } from "vitest";
import { codes } from "@/lib/verification/verdict";
import { countsByKind, kindOf, outcomeKinds } from "./outcome-kinds";

test("every code is drawn, only what is valid as valid, and no code of a kind is lost", () => {
  expect(codes.filter((code) => kindOf(code) === "valid")).toEqual(["VALID"]);
  expect(new Set(codes.map(kindOf)).size).toBe(outcomeKinds.length);
  const outcomes = Object.fromEntries(codes.map((code) => [code, 1]));
  const counts = countsByKind({ start: "", outcomes: { ...outcomes, TOMORROW: 1 } });
  expect(Object.values(counts).reduce((sum, one) => sum + one)).toBe(codes.length + 1);
});
