import { expect, test } from "vitest";
import { enforcer, stepOf } from "./enforce-step";
import type { Breach } from "./rules";

const now = new Date("2026-11-21T12:00:00.000Z");
const at = (days: number, ms = 0) => new Date(now.getTime() + days * 86_400_000 + ms);

const breach = (rule: Breach["rule"], dueAt: Date | null): Breach => ({
  rule,
  words: "",
  breaksAt: null,
  dueAt: dueAt?.toISOString() ?? null,
  exceptUntil: null,
});

const active = {
  createdAt: at(-400),
  expiresAt: null,
  retiresAt: null,
  isReplaced: false,
  status: "active",
  statusSince: null,
  statusBy: null,
} as const;
const stopped = {
  ...active,
  status: "disabled",
  statusSince: at(-10),
  statusBy: enforcer,
} as const;
const overdue = [breach("networks", at(-1))];

const step = (...args: Parameters<typeof stepOf>) => {
  const found = stepOf(...args);
  return found && "breach" in found ? `${found.what} for ${found.breach.rule}` : found?.what;
};

test("an active key is disabled for what it was to obey first", () => {
  expect(step(active, [], 10, now)).toBeUndefined();
  expect(step(active, [breach("networks", now)], 10, now)).toBe("disable for networks");
  expect(step(active, [breach("networks", at(0, 1))], 10, now)).toBe("remind");
  expect(step(active, [breach("networks", at(40))], 10, now)).toBeUndefined();
  expect(step(active, [breach("rotation", null)], 10, now)).toBeUndefined();
  const several = [breach("idle", at(-1)), breach("never", at(-2)), breach("networks", at(3))];
  expect(step(active, several, 10, now)).toBe("disable for never");
});

test("a key that was disabled so is revoked when its time is up", () => {
  expect(step(stopped, overdue, 10, now)).toBe("revoke for networks");
  expect(step({ ...stopped, statusSince: at(-10, 1) }, overdue, 10, now)).toBeUndefined();
  expect(step(stopped, overdue, null, now)).toBeUndefined();
  expect(step(stopped, [breach("networks", at(1))], 10, now)).toBeUndefined();
  expect(step(stopped, [], 10, now)).toBeUndefined();
});

test("no other key is touched", () => {
  for (const status of ["quarantined", "expired", "revoked"] as const) {
    expect(step({ ...stopped, status }, overdue, 10, now)).toBeUndefined();
  }
  expect(step({ ...stopped, statusBy: "mem_1" }, overdue, 10, now)).toBeUndefined();
  expect(step({ ...stopped, statusSince: null }, overdue, 10, now)).toBeUndefined();
});
