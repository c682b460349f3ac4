import fc from "fast-check";
import { expect, test } from "vitest";
import { withRules } from "./merge";
import { datedNames, defaultRules, loosestRules, type Rules } from "./rules";
import { isOff, isStricter, meant, stricter, tightened } from "./strictness";

const number = fc.option(fc.integer({ min: 1, max: 3650 }), { nil: null });
const cells = <T>(cell: fc.Arbitrary<T>) =>
  fc.record({ development: cell, staging: cell, production: cell });

const rules: fc.Arbitrary<Rules> = fc.record({
  maxLifetimeDays: cells(number),
  neverAllowed: cells(fc.boolean()),
  rotateEveryDays: number,
  rotationEnforced: fc.boolean(),
  maxActiveKeys: cells(number),
  kinds: fc.subarray(["secret"] as const),
  networksRequired: cells(fc.boolean()),
  approvalRequired: cells(fc.boolean()),
  disableIdleDays: number,
  revokeDisabledDays: number,
  departedOwner: fc.constantFrom("ask", "service-owned", "quarantine", "revoke"),
});

test("it does not matter in which order rules come together, nor how often", () => {
  fc.assert(
    fc.property(rules, rules, rules, (a, b, c) => {
      expect(stricter(a, b)).toEqual(stricter(b, a));
      expect(stricter(stricter(a, b), c)).toEqual(stricter(a, stricter(b, c)));
      expect(stricter(a, a)).toEqual(a);
    }),
  );
});

test("together they are in no rule looser than either, and no stricter than they need to be", () => {
  fc.assert(
    fc.property(rules, rules, rules, (a, b, other) => {
      const both = stricter(a, b);
      expect([isStricter(both, a), isStricter(both, b)]).toEqual([true, true]);
      if (isStricter(other, a) && isStricter(other, b)) expect(isStricter(other, both)).toBe(true);
      if (isStricter(a, b) && isStricter(b, a)) expect(a).toEqual(b);
      expect(tightened(both, a)).toEqual([]);
      expect(stricter(a, loosestRules)).toEqual(a);
    }),
  );
});

test("each rule that is tightened is named, and none that is loosened", () => {
  const p = (value: Parameters<typeof withRules>[1]) => withRules(loosestRules, value);
  for (const [name, loose, tight] of [
    ["lifetime.production", p({}), p({ maxLifetimeDays: { production: 90 } })],
    [
      "lifetime.staging",
      p({ maxLifetimeDays: { staging: 91 } }),
      p({ maxLifetimeDays: { staging: 90 } }),
    ],
    ["never.staging", p({}), p({ neverAllowed: { staging: false } })],
    ["rotation", p({}), p({ rotateEveryDays: 30 })],
    [
      "rotationEnforced",
      p({ rotateEveryDays: 30 }),
      p({ rotateEveryDays: 30, rotationEnforced: true }),
    ],
    ["networks.production", p({}), p({ networksRequired: { production: true } })],
    ["idle", p({ disableIdleDays: 60 }), p({ disableIdleDays: 30 })],
    ["kind", p({}), p({ kinds: [] })],
  ] as const) {
    expect(tightened(loose, tight)).toEqual([name]);
    expect(tightened(tight, loose)).toEqual([]);
    expect(isOff(name, tight)).toBe(false);
  }
  const swapped = p({ maxLifetimeDays: { staging: 10, production: 90 } });
  const other = p({ maxLifetimeDays: { staging: 90, production: 10 } });
  expect(tightened(swapped, other)).toEqual(["lifetime.production"]);
  expect(tightened(loosestRules, defaultRules)).toEqual(["rotation"]);
  expect(datedNames.filter((name) => isOff(name, loosestRules))).toEqual([...datedNames]);
});

test("where a lifetime has a bound, a key needs an end", () => {
  const { neverAllowed } = meant(withRules(loosestRules, { maxLifetimeDays: { staging: 30 } }));
  expect(neverAllowed).toEqual({ development: true, staging: false, production: true });
  fc.assert(
    fc.property(rules, rules, (a, b) => {
      expect(isStricter(meant(stricter(a, b)), meant(a))).toBe(true);
      expect(meant(meant(a))).toEqual(meant(a));
    }),
  );
});
