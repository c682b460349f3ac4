import { expect, test } from "vitest";
import { remindersOf } from "./remind";
import type { Breach } from "./rules";

const now = new Date("2026-11-21T12:00:00.000Z");
const dayMs = 86_400_000;
const at = (days: number, ms = 0) => new Date(now.getTime() + days * dayMs + ms);

const key = { createdAt: at(-400), expiresAt: null, retiresAt: null, isReplaced: false };

const breach = (dueAt: Date | null, changes: Partial<Breach> = {}): Breach => ({
  rule: "networks",
  words: "",
  breaksAt: null,
  dueAt: dueAt?.toISOString() ?? null,
  exceptUntil: null,
  ...changes,
});

const told = (...args: Parameters<typeof remindersOf>) =>
  remindersOf(...args).map(({ rule, step, daysLeft }) => [rule, step, daysLeft]);

test.each([
  [at(30, 1), []],
  [at(30), [["networks", 30, 30]]],
  [at(14, 1), [["networks", 30, 15]]],
  [at(14), [["networks", 14, 14]]],
  [at(8), [["networks", 14, 8]]],
  [at(7), [["networks", 7, 7]]],
  [at(5), [["networks", 7, 5]]],
  [at(1, 1), [["networks", 7, 2]]],
  [at(1), [["networks", 1, 1]]],
  [at(0, 1), [["networks", 1, 1]]],
  [at(0), []],
  [at(-3), []],
])("of a deadline at %s the nearest step is told", (dueAt, expected) => {
  expect(told(key, [breach(dueAt)], now)).toEqual(expected);
});

test("of a rule that stops nobody, that it will be broken", () => {
  const rotation = { rule: "rotation", breaksAt: at(6).toISOString() } as const;
  expect(told(key, [breach(null, rotation)], now)).toEqual([["rotation", 7, 6]]);
  expect(told(key, [breach(null, { rule: "rotation" })], now)).toEqual([]);
});

test("of several rules each", () => {
  const idle = breach(at(20), { rule: "idle" });
  expect(told({ ...key, expiresAt: at(25) }, [breach(at(3)), idle], now)).toEqual([
    ["networks", 7, 3],
    ["idle", 30, 20],
    ["expiry", 30, 25],
  ]);
});

test("of no deadline that the key does not live to see", () => {
  for (const ending of [
    { ...key, expiresAt: at(5), createdAt: at(0) },
    { ...key, retiresAt: at(5) },
  ]) {
    expect(told(ending, [breach(at(5)), breach(at(6))], now)).toEqual([]);
    expect(told(ending, [breach(at(5, -1))], now)).toEqual([["networks", 7, 5]]);
  }
});

test("of its end, but not where it was made so late or is replaced", () => {
  expect(told({ ...key, expiresAt: at(14) }, [], now)).toEqual([["expiry", 14, 14]]);
  expect(told({ ...key, expiresAt: at(5), createdAt: at(-2) }, [], now)).toEqual([
    ["expiry", 7, 5],
  ]);
  expect(told({ ...key, expiresAt: at(5), createdAt: at(-2, 1) }, [], now)).toEqual([]);
  expect(told({ ...key, expiresAt: at(5), isReplaced: true }, [], now)).toEqual([]);
  expect(told({ ...key, expiresAt: at(5), retiresAt: at(4) }, [], now)).toEqual([]);
  expect(told({ ...key, expiresAt: at(-1) }, [], now)).toEqual([]);
});
