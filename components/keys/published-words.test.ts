import { expect, test } from "vitest";
import { publishedWords } from "./published-words";

test("a suspension says why, everything else what it means", () => {
  expect(publishedWords({ published: "suspended", suspendedFor: "application" })).toEqual({
    word: "Suspended",
    tone: "warn",
    why: "Its application is inactive.",
  });
  expect(publishedWords({ published: "valid", suspendedFor: null }).why).toMatch(/accept/);
  expect(publishedWords({ published: "revoked", suspendedFor: null }).tone).toBe("bad");
});
