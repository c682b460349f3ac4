import fc from "fast-check";
import { expect, test } from "vitest";
import { changedDemands, wishFrom, withRules } from "./merge";
import { RulesWish } from "./rule-fields";
import { defaultRules, loosestRules, type Rules } from "./rules";

const cells = (cell: fc.Arbitrary<unknown>) =>
  fc.record({ development: cell, staging: cell, production: cell }, { requiredKeys: [] });
const days = fc.option(fc.integer({ min: 1, max: 3650 }), { nil: null });

const wishes = fc
  .record(
    {
      maxLifetimeDays: cells(days),
      neverAllowed: cells(fc.boolean()),
      rotateEveryDays: days,
      rotationEnforced: fc.boolean(),
      maxActiveKeys: cells(days),
      kinds: fc.constant(["secret"]),
      networksRequired: cells(fc.boolean()),
      approvalRequired: cells(fc.boolean()),
      disableIdleDays: days,
      revokeDisabledDays: days,
      departedOwner: fc.constantFrom("ask", "service-owned", "quarantine", "revoke"),
    },
    { requiredKeys: [] },
  )
  .map((wish) => RulesWish.parse(wish));

test("what is stored is what differs, and gives the same rules again", () => {
  fc.assert(
    fc.property(wishes, fc.constantFrom<Rules>(defaultRules, loosestRules), (wish, base) => {
      const rules = withRules(base, wish);
      const stored = wishFrom(base, rules);
      expect(withRules(base, RulesWish.parse(JSON.parse(JSON.stringify(stored))))).toEqual(rules);
      expect(Object.keys(stored).length === 0).toBe(changedDemands(base, rules).length === 0);
    }),
  );
  expect(wishFrom(defaultRules, withRules(defaultRules, { rotateEveryDays: 90 }))).toEqual({});
});

test("what is not named stays", () => {
  const first = withRules(defaultRules, { maxLifetimeDays: { production: 30, staging: 60 } });
  const then = withRules(first, { maxLifetimeDays: { production: 20 }, disableIdleDays: 5 });
  expect(then).toEqual({
    ...defaultRules,
    maxLifetimeDays: { development: null, staging: 60, production: 20 },
    disableIdleDays: 5,
  });
  expect(changedDemands(first, then)).toEqual(["maxLifetimeDays.production", "disableIdleDays"]);
});

test("numbers at their edges are refused by name", () => {
  const bad = [
    -1,
    0,
    0.5,
    3651,
    2 ** 31,
    2 ** 53,
    Number("1e309"),
    Number.NaN,
    "0x10",
    "90",
    "٩٠",
    true,
  ];
  const places = (value: unknown) => [
    ["maxLifetimeDays.staging", { maxLifetimeDays: { staging: value } }],
    ["rotateEveryDays", { rotateEveryDays: value }],
    ["disableIdleDays", { disableIdleDays: value }],
    ["revokeDisabledDays", { revokeDisabledDays: value }],
  ];
  const pathOf = (wish: unknown) => RulesWish.safeParse(wish).error?.issues[0]?.path.join(".");
  for (const value of bad) {
    for (const [path, wish] of places(value)) expect([value, pathOf(wish)]).toEqual([value, path]);
  }
  for (const value of [...bad.filter((one) => one !== 3651), 10_001]) {
    const wish = { maxActiveKeys: { production: value } };
    expect([value, pathOf(wish)]).toEqual([value, "maxActiveKeys.production"]);
  }
  for (const wish of [
    { maxLifetimeDays: { production: 3650 }, maxActiveKeys: { production: 10_000 } },
    { rotateEveryDays: 1, disableIdleDays: null },
  ]) {
    expect(RulesWish.parse(wish)).toEqual(wish);
  }
});
