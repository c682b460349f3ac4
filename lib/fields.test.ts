import { expect, test } from "vitest";
import { nameField } from "./fields";

test.each([
  "\u3164",
  "\uffa0",
  "\u2800",
  "\u034f",
  "a\u{e0041}",
  "a\u180b",
  "a\u{1d173}",
  "a\u202e",
  "\ufe0f",
  "a\u0000",
  "a\ud800",
  " ",
])("%j is no name", (name) => {
  expect(nameField().safeParse(name).success).toBe(false);
});

test.each(["CRM System", "Café", "会计", "कि", "❤\ufe0f Portal", "Ελλάδα"])(
  "%s is a name",
  (name) => {
    expect(nameField().parse(name)).toBe(name.normalize("NFC"));
  },
);
