import { expect, test } from "vitest";
import type { KeySummary } from "@/lib/keys/summary";
import { boundsOf, changedInput, draftOf, firstDraft, inEnvironment, keyInput } from "./key-draft";

const key = {
  name: "ci",
  environment: "production",
  expiresAt: "2027-03-01T10:11:12.345Z",
  notBefore: "2026-11-21T10:11:12.345Z",
  allowedNetworks: ["10.0.0.0/8", "192.0.2.1/32"],
  allowedOrigins: null,
  tags: ["eu", "batch"],
  ownerId: "mem_1",
  rateLimits: [
    { name: "burst", limit: 5000, seconds: 30 },
    { name: "default", limit: 2, seconds: 60 },
  ],
  quota: { limit: 10_000, period: "month" },
} as unknown as KeySummary;

test("nothing touched, nothing sent", () => {
  const draft = draftOf(key, null);
  expect(changedInput(draft, { ...draft })).toEqual({});
});

test("what was changed is sent, and nothing else; limits keep their names", () => {
  const draft = draftOf(key, ["a", "b"]);
  expect(changedInput(draft, { ...draft, permissions: ["b", "a"] })).toEqual({});
  expect(changedInput(draft, { ...draft, networks: "" })).toEqual({ allowedNetworks: null });
  expect(changedInput(draft, { ...draft, owner: "service" })).toEqual({ ownerId: null });
  const rates = [...draft.limits.rates, { id: 9, limit: "1", seconds: "1" }];
  expect(changedInput(draft, { ...draft, limits: { ...draft.limits, rates } })).toEqual({
    rateLimits: [
      { name: "burst", limit: 5000, seconds: 30 },
      { name: "default", limit: 2, seconds: 60 },
      { name: "limit-3", limit: 1, seconds: 1 },
    ],
  });
});

test("an end that is kept is kept to the millisecond, never is said", () => {
  const draft = draftOf(key, null);
  expect(keyInput(draft).expiresAt).toBe(key.expiresAt);
  const never = { ...draft, expiry: { ...draft.expiry, choice: "never" as const } };
  expect(changedInput(draft, never)).toEqual({ expiresAt: null });
});

test("a name that nobody wrote follows the environment", () => {
  const live = inEnvironment(firstDraft, "production");
  expect(live.name).toBe("Production key");
  expect(inEnvironment({ ...live, name: "ci" }, "staging").name).toBe("ci");
});

test("no end is beyond the longest lifetime", () => {
  const rules = {
    maxLifetimeDays: { development: null, staging: 30, production: 90 },
    neverAllowed: { development: true, staging: true, production: false },
  };
  expect(boundsOf(rules, "development", 0)).toEqual({ latest: null, never: true });
  expect(boundsOf(rules, "staging", 0)).toEqual({ latest: 30 * 86_400_000, never: false });
});
