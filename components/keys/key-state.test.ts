import { expect, test } from "vitest";
import type { KeyStatus } from "@/lib/keys/summary";
import type { KeyRights, ManagedKey } from "./key-actions";
import { doingsOf, shownStatus } from "./key-state";

const now = Date.parse("2026-11-21T12:00:00.000Z");
const inDays = (days: number) => new Date(now + days * 86_400_000).toISOString();

const state = { status: "active", replacedById: null, notBefore: null, expiresAt: null } as const;

test("the status says what time brings, the worst of it first", () => {
  expect(shownStatus(state, now)).toBe("active");
  expect(shownStatus({ ...state, expiresAt: inDays(6) }, now)).toBe("expiring");
  expect(shownStatus({ ...state, expiresAt: inDays(60) }, now)).toBe("active");
  expect(shownStatus({ ...state, notBefore: inDays(1) }, now)).toBe("upcoming");
  const rotating = { ...state, expiresAt: inDays(1), replacedById: "key_1" as const };
  expect(shownStatus(rotating, now)).toBe("rotating");
  expect(shownStatus({ ...rotating, status: "revoked" }, now)).toBe("revoked");
  expect(shownStatus({ ...rotating, status: "quarantined" }, now)).toBe("quarantined");
});

const all = ["edit", "rotate", "revoke", "disable", "enable", "quarantine"] as const;
const rights = (has: boolean) => Object.fromEntries(all.map((right) => [right, has])) as KeyRights;
const [everything, nothing] = [rights(true), rights(false)];
const key = (status: KeyStatus, may = everything) =>
  ({ ...state, status, may }) as unknown as ManagedKey;

test("what can be done follows from the status", () => {
  expect(doingsOf(key("active"))).toEqual(["edit", "rotate", "disable", "quarantine", "revoke"]);
  expect(doingsOf(key("disabled"))).toEqual(["edit", "enable", "quarantine", "revoke"]);
  expect(doingsOf(key("quarantined"))).toEqual(["edit", "enable", "revoke"]);
  expect(doingsOf(key("expired"))).toEqual(["revoke"]);
  expect(doingsOf(key("revoked"))).toEqual([]);
});

test("and from the rights", () => {
  const developer = { ...everything, quarantine: false, enable: false };
  expect(doingsOf(key("active", developer))).toEqual(["edit", "rotate", "disable", "revoke"]);
  expect(doingsOf(key("quarantined", developer))).toEqual(["edit", "revoke"]);
  expect(doingsOf(key("disabled", developer))).toEqual(["edit", "revoke"]);
  for (const status of ["active", "disabled", "quarantined", "expired"] as const) {
    expect(doingsOf(key(status, nothing))).toEqual([]);
  }
});

test("a key that is being rotated is rotated no second time", () => {
  const rotating = { ...key("active"), replacedById: "key_1" as const };
  expect(doingsOf(rotating)).not.toContain("rotate");
});
