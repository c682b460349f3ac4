import { expect, test } from "vitest";
import { actionWords } from "./action-words";

test.each([
  ["key.revoked", "Key revoked"],
  ["session.ended-everywhere", "Signed out everywhere"],
  ["key.revoke.refused", "Refused: revoke keys"],
  ["application.name-changed", "Application name changed"],
  ["nothing.refused", "Nothing refused"],
])("%s is told as “%s”", (action, words) => {
  expect(actionWords(action)).toBe(words);
});
