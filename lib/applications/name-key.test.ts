import fc from "fast-check";
import { expect, test } from "vitest";
import { nameKey } from "./name-key";

test.each([
  ["CRM System", "crm system"],
  ["CRM System", "CRM  System"],
  ["CRM System", "CRM-System"],
  ["CRM System", "CRM_System!"],
  ["CRM System", "СRM System"],
  ["CRM System", "ＣＲＭ System"],
  ["CRM System", "CRM Ѕуѕtеm"],
  ["CRM System", "𝐂𝐑𝐌 System"],
  ["Alpha", "Αlpha"],
  ["Café", "Cafe\u0301"],
  ["Café", "CAFE"],
  ["Billing", "BiIIing"],
  ["Billing", "Bi11ing"],
  ["Orders", "0rders"],
  ["Orders", "Οrders"],
  ["Straße", "STRASSE"],
  ["CRM", "CRM\ufe0f"],
  ["CRM", "C\u{e0041}RM\u3164"],
  ["ΝΕΑ ΟΔΟΣ", "νέα οδός"],
])("%s and %s look alike", (a, b) => {
  expect(nameKey(a)).toBe(nameKey(b));
});

test.each([
  ["CRM System", "CRM Systems"],
  ["App 1", "App 2"],
  ["Orders", "Borders"],
  ["会计", "会議"],
  ["कि", "का"],
  ["🚀", "🔥"],
  ["!!!", "???"],
  ["AB", "A B"],
])("%s and %s differ", (a, b) => {
  expect(nameKey(a)).not.toBe(nameKey(b));
});

test("no name has an empty key, and case never matters", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", minLength: 1 }), (name) => {
      fc.pre(name.trim() !== "");
      expect(nameKey(name)).not.toBe("");
      expect(nameKey(nameKey(name))).toBe(nameKey(name));
      expect(nameKey(name.toUpperCase())).toBe(nameKey(name));
    }),
    { numRuns: 3000 },
  );
});
