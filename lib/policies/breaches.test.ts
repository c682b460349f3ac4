import { describe, expect, test } from "vitest";
import { breachesOf, dayMs, endWithin, headStart, type KeyFacts, slackMs } from "./breaches";
import { withRules } from "./merge";
import type { RulesWish } from "./rule-fields";
import { type Breach, type EnforcedFrom, loosestRules } from "./rules";

const now = new Date("2027-01-31T12:00:00Z");
const day = (days: number) => new Date(now.getTime() + days * dayMs);
const at = (days: number) => day(days).toISOString();

const never = new Date(Number.NaN);

const key = (more: Partial<KeyFacts> = {}): KeyFacts => ({
  createdAt: day(-10),
  notBefore: null,
  expiresAt: null,
  environment: "production",
  kind: "secret",
  allowedNetworks: null,
  lastUsedAt: null,
  status: "active",
  retiresAt: null,
  ...more,
});

const judge = (
  facts: Partial<KeyFacts>,
  wish: RulesWish,
  enforcedFrom: EnforcedFrom = {},
  exceptions: { rule: string; until: Date }[] = [],
): Breach[] => breachesOf(key(facts), withRules(loosestRules, wish), enforcedFrom, exceptions, now);

const rulesOf = (...args: Parameters<typeof judge>) => judge(...args).map(({ rule }) => rule);

const ninety: RulesWish = { maxLifetimeDays: { production: 90 } };
const made = day(-10).getTime();
const lasting = (ms: number) => ({ expiresAt: new Date(made + ms) });
const idle: RulesWish = { disableIdleDays: 30 };
const rotate: RulesWish = { rotateEveryDays: 30 };
const enforced: RulesWish = { rotateEveryDays: 30, rotationEnforced: true };

test.each<[string, Partial<KeyFacts>, RulesWish, string[]]>([
  ["nothing is demanded", {}, {}, []],
  ["as long as it may", lasting(90 * dayMs), ninety, []],
  ["a clock that is ahead", lasting(90 * dayMs + slackMs), ninety, []],
  ["too long", lasting(90 * dayMs + slackMs + 1), ninety, ["lifetime"]],
  ["no end where a lifetime has a bound", {}, ninety, ["never"]],
  ["too long elsewhere", { ...lasting(99 * dayMs), environment: "staging" }, ninety, []],
  ["no end", {}, { neverAllowed: { production: false } }, ["never"]],
  ["an end, however far", lasting(9999 * dayMs), { neverAllowed: { production: false } }, []],
  ["no end elsewhere", { environment: "staging" }, { neverAllowed: { production: false } }, []],
  ["from anywhere", {}, { networksRequired: { production: true } }, ["networks"]],
  [
    "from a network",
    { allowedNetworks: ["203.0.113.0/24"] },
    { networksRequired: { production: true } },
    [],
  ],
  ["of a kind that is not allowed", {}, { kinds: [] as never }, ["kind"]],
  ["far from its rotation", { createdAt: day(-14.9) }, rotate, []],
  ["near its rotation", { createdAt: day(-15) }, rotate, ["rotation"]],
  ["being rotated", { createdAt: day(-99), retiresAt: day(1) }, rotate, []],
  ["used lately", { createdAt: day(-99), lastUsedAt: day(-14.9) }, idle, []],
  ["not used for long", { createdAt: day(-99), lastUsedAt: day(-15) }, idle, ["idle"]],
  ["never used", { createdAt: day(-30) }, idle, ["idle"]],
  ["a token, which is used unseen", { kind: "jwt", createdAt: day(-99) }, idle, []],
  ["not used since it may be", { createdAt: day(-99), notBefore: day(-15) }, idle, ["idle"]],
  ["not to be used until lately", { createdAt: day(-99), notBefore: day(-14.9) }, idle, []],
  ["used before it might", { lastUsedAt: day(-50), notBefore: day(1) }, idle, []],
  ["never made", { createdAt: never, expiresAt: day(900) }, { ...ninety, ...enforced }, []],
  ["used at no time", { createdAt: day(-31), lastUsedAt: never }, idle, ["idle"]],
  ["at no time at all", { createdAt: never, lastUsedAt: never, notBefore: never }, idle, []],
  [
    "never made, from anywhere",
    { createdAt: never },
    { networksRequired: { production: true } },
    ["networks"],
  ],
  ["disabled", { status: "disabled" }, ninety, ["never"]],
  ["quarantined", { status: "quarantined" }, ninety, ["never"]],
  ["revoked", { status: "revoked" }, ninety, []],
  ["expired", { status: "expired" }, ninety, []],
  ["past its end", { createdAt: day(-200), expiresAt: now }, ninety, []],
  ["past its rotation", { retiresAt: now }, ninety, []],
  [
    "several",
    { createdAt: day(-99) },
    { ...ninety, ...idle, ...rotate, networksRequired: { production: true } },
    ["never", "networks", "rotation", "idle"],
  ],
])("%s", (_, facts, wish, expected) => {
  expect(rulesOf(facts, wish)).toEqual(expected);
});

describe("when a key is stopped", () => {
  const old = { createdAt: day(-40) };
  test.each<[string, Partial<KeyFacts>, RulesWish, EnforcedFrom, number | null, Partial<Breach>]>([
    [
      "what it breaks from the start, at once",
      {},
      ninety,
      {},
      null,
      { breaksAt: null, dueAt: at(-10) },
    ],
    [
      "not before the rule is enforced",
      {},
      ninety,
      { "never.production": at(14) },
      null,
      { dueAt: at(14) },
    ],
    ["another rule's time is none of its", {}, ninety, { idle: at(14) }, null, { dueAt: at(-10) }],
    [
      "not before its exception is over",
      {},
      ninety,
      { "never.production": at(14) },
      30,
      { dueAt: at(30), exceptUntil: at(30) },
    ],
    [
      "an exception before the rule is enforced",
      {},
      ninety,
      { "never.production": at(14) },
      3,
      { dueAt: at(14), exceptUntil: at(3) },
    ],
    ["an exception that is over is none", {}, ninety, {}, 0, { dueAt: at(-10), exceptUntil: null }],
    ["idle for so long", old, idle, {}, null, { breaksAt: null, dueAt: at(-10) }],
    [
      "idle soon",
      { ...old, lastUsedAt: day(-20) },
      idle,
      {},
      null,
      { breaksAt: at(10), dueAt: at(10) },
    ],
    ["idle, enforced later", old, idle, { idle: at(1) }, null, { breaksAt: null, dueAt: at(1) }],
    ["rotation only reminds", old, rotate, { rotation: at(1) }, null, { dueAt: null }],
    [
      "another environment's time is none of its",
      {},
      ninety,
      { "never.staging": at(14) },
      null,
      { dueAt: at(-10) },
    ],
    [
      "rotation that is enforced later",
      old,
      enforced,
      { rotationEnforced: at(2) },
      null,
      { dueAt: at(2) },
    ],
    ["rotation that is enforced", old, enforced, {}, null, { breaksAt: null, dueAt: at(-10) }],
    [
      "rotation soon",
      { createdAt: day(-20) },
      enforced,
      { rotation: at(1) },
      null,
      { breaksAt: at(10), dueAt: at(10) },
    ],
  ])("%s", (_, facts, wish, from, until, expected) => {
    const [first] = rulesOf(facts, wish);
    const exceptions =
      until === null || first === undefined ? [] : [{ rule: first, until: day(until) }];
    expect(judge(facts, wish, from, exceptions)).toMatchObject([expected]);
  });

  test("an exception is for its rule only", () => {
    const wish: RulesWish = { ...ninety, networksRequired: { production: true } };
    const found = judge({}, wish, {}, [{ rule: "networks", until: day(5) }]);
    expect(found.map(({ rule, exceptUntil }) => [rule, exceptUntil])).toEqual([
      ["never", null],
      ["networks", at(5)],
    ]);
  });
});

test("a breach is told in a sentence", () => {
  const words = (facts: Partial<KeyFacts>, wish: RulesWish) => judge(facts, wish)[0]?.words;
  expect(words(lasting(400 * dayMs), ninety)).toBe(
    "Production keys live at most 90 days; this one lives 400 days.",
  );
  expect(words({ createdAt: day(-45), lastUsedAt: day(-31.5) }, idle)).toBe(
    "Keys that are not used for 30 days are disabled; this one was not used for 31 days.",
  );
  expect(words({ createdAt: day(-1) }, { rotateEveryDays: 1 })).toBe(
    "Keys are rotated every 1 day; this one is 1 day old.",
  );
});

test("short rules are told of later", () => {
  expect([headStart(365), headStart(60), headStart(7)]).toEqual([30, 30, 3.5]);
});

test("an end is cut where the rules demand it", () => {
  const rules = withRules(loosestRules, ninety);
  expect(endWithin(rules, "production", null, now)).toEqual(day(90));
  expect(endWithin(rules, "production", day(91), now)).toEqual(day(90));
  expect(endWithin(rules, "production", day(89), now)).toEqual(day(89));
  expect(endWithin(rules, "staging", null, now)).toBeNull();
});
