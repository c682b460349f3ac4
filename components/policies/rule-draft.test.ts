import { expect, test } from "vitest";
import { defaultRules, type Rules } from "@/lib/policies/rules";
import {
  applicationDraft,
  applicationRules,
  changedRules,
  draftOf,
  ruleChanges,
  rulesOf,
  withEdits,
} from "./rule-draft";

const edited = (edits: Parameters<typeof withEdits>[1]): Rules =>
  rulesOf(withEdits(draftOf(defaultRules), edits));

test("what is shown and not touched comes back as it was", () => {
  const set: Rules = {
    ...defaultRules,
    maxLifetimeDays: { development: null, staging: 180, production: 90 },
    disableIdleDays: 60,
  };
  expect(rulesOf(draftOf(set))).toEqual(set);
  expect(ruleChanges(set, rulesOf(draftOf(set)))).toEqual([]);
});

test("numbers are read as people write them; what is none stays wrong", () => {
  const read = (text: string) => edited({ rotateEveryDays: text }).rotateEveryDays;
  expect([" 1,095 ", "1 095", "0", "-1", ""].map(read)).toEqual([1095, 1095, 0, -1, null]);
  for (const text of ["ninety", "٩٠", "0x10", "1e3", "1.5"]) expect(read(text)).toBeNaN();
});

test("each cell that differs is told, stricter or looser; only its rule is sent", () => {
  const before = edited({ maxLifetimeDays: { staging: "30" }, rotationEnforced: true });
  const after = edited({
    maxLifetimeDays: { staging: "60", production: "90" },
    neverAllowed: { production: false },
    networksRequired: { production: true },
    departedOwner: "revoke",
  });
  const changes = ruleChanges(before, after);
  expect(changes.map(({ rule, environment, loosens }) => [rule, environment, loosens])).toEqual([
    ["maxLifetimeDays", "staging", true],
    ["maxLifetimeDays", "production", false],
    ["neverAllowed", "production", false],
    ["rotationEnforced", undefined, true],
    ["networksRequired", "production", false],
    ["departedOwner", undefined, null],
  ]);
  expect(changedRules(changes)).toEqual({
    maxLifetimeDays: { staging: 60, production: 90 },
    neverAllowed: { production: false },
    rotationEnforced: false,
    networksRequired: { production: true },
    departedOwner: "revoke",
  });
});

test("no limit is the loosest, and edits stay on what somebody else has set meanwhile", () => {
  const limited = { ...defaultRules, disableIdleDays: 90 };
  expect(ruleChanges(limited, defaultRules)).toMatchObject([{ loosens: true }]);
  expect(ruleChanges(defaultRules, limited)).toMatchObject([{ loosens: false }]);
  const theirs: Rules = {
    ...defaultRules,
    maxLifetimeDays: { development: 10, staging: null, production: 365 },
  };
  const mine = withEdits(draftOf(theirs), { maxLifetimeDays: { production: "90" } });
  expect(rulesOf(mine).maxLifetimeDays).toEqual({ development: 10, staging: null, production: 90 });
});

test("an application's empty number stands for its organization's", () => {
  const organization = edited({ maxLifetimeDays: { production: "90" }, disableIdleDays: "60" });
  const own = { ...organization, disableIdleDays: 30 };
  const draft = applicationDraft(organization, own);
  expect(draft.maxLifetimeDays).toEqual({ development: "", staging: "", production: "" });
  expect([draft.rotateEveryDays, draft.disableIdleDays]).toEqual(["", "30"]);
  expect(applicationRules(organization, draft)).toEqual(own);
  const emptied = withEdits(draft, { disableIdleDays: " ", maxLifetimeDays: { staging: "7" } });
  const changes = ruleChanges(organization, applicationRules(organization, emptied));
  expect(changedRules(changes)).toEqual({ maxLifetimeDays: { staging: 7 } });
});
