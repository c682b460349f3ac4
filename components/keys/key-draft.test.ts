import { expect, test } from "vitest";
import type { KeySummary } from "@/lib/keys/summary";
import { defaultRules, type Rules } from "@/lib/policies/rules";
import {
  boundsOf,
  changedInput,
  draftOf,
  firstDraft,
  inBounds,
  inEnvironment,
  keyInput,
  rewritten,
} from "./key-draft";

const key = {
  name: "ci",
  kind: "secret",
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

const rules: Rules = {
  ...defaultRules,
  maxLifetimeDays: { development: null, staging: 30, production: 90 },
  neverAllowed: { development: true, staging: true, production: false },
};
const apis = [{ slug: "orders", name: "Orders" }];

test("no end is beyond the longest lifetime, and a token has one", () => {
  const kind = "secret";
  expect(boundsOf(rules, { environment: "development", kind }, 0)).toEqual({
    latest: null,
    never: true,
  });
  expect(boundsOf(rules, { environment: "staging", kind }, 0)).toEqual({
    latest: 30 * 86_400_000,
    never: false,
  });
  expect(boundsOf(rules, { environment: "development", kind: "jwt" }, 0).never).toBe(false);
});

test("a token has no networks and no origins, and APIs that it is for", () => {
  const written = { ...firstDraft, networks: "10.0.0.0/8", origins: "https://a.test" };
  expect(keyInput(written)).toMatchObject({
    kind: "secret",
    allowedNetworks: ["10.0.0.0/8"],
    allowedOrigins: ["https://a.test"],
  });
  expect(keyInput(written)).not.toHaveProperty("audiences");
  const token = keyInput({ ...written, kind: "jwt", audiences: ["orders"] });
  expect(token).toMatchObject({ kind: "jwt", audiences: ["orders"] });
  expect(token).not.toHaveProperty("allowedNetworks");
  expect(token).not.toHaveProperty("allowedOrigins");
  const draft = draftOf({ ...key, kind: "jwt" }, null);
  expect(changedInput(draft, { ...draft, networks: "", name: "x" })).toEqual({ name: "x" });
});

test("what can't be chosen falls back to what can", () => {
  const never = { ...firstDraft.expiry, choice: "never" as const };
  const wish = { ...firstDraft, kind: "jwt" as const, expiry: never, audiences: ["orders", "x"] };
  expect(inBounds(wish, { rules, apis }, 0)).toMatchObject({
    kind: "jwt",
    audiences: ["orders"],
    expiry: { choice: "90" },
  });
  expect(inBounds(wish, { rules, apis: [] }, 0)).toMatchObject({
    kind: "secret",
    expiry: { choice: "never" },
  });
  const onlyTokens = { ...rules, kinds: ["jwt"] as const };
  expect(inBounds(firstDraft, { rules: onlyTokens, apis }, 0).kind).toBe("jwt");
});

test("a choice outlives a setting in which it can't be made", () => {
  const apisGone = { rules, apis: [] };
  const written = { ...firstDraft, kind: "jwt" as const, audiences: ["orders"] };
  const shown = inBounds(written, apisGone, 0);
  expect(shown).toMatchObject({ kind: "secret", audiences: [] });
  const changed = rewritten(written, shown, { ...shown, name: "nightly" });
  expect(changed).toEqual({ ...written, name: "nightly" });
});
