import { expect, test } from "vitest";
import { codes } from "@/lib/verification/verdict";
import { outcomeLook, outcomes } from "./outcome-words";

test("every code has a word and can be chosen", () => {
  expect([...outcomes].sort()).toEqual([...codes].sort());
  for (const code of codes) expect(outcomeLook(code).word).not.toBe(code);
});

test("only what is valid is green, and a code of tomorrow is refused", () => {
  expect(codes.filter((code) => outcomeLook(code).tone === "ok")).toEqual(["VALID"]);
  expect(outcomeLook("TOMORROW")).toEqual({ word: "TOMORROW", tone: "bad" });
});
