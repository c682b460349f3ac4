import { expect, test } from "vitest";
import type { Environment } from "@/lib/keys/format";
import { defaultRules, type Rules } from "@/lib/policies/rules";
import { policyWords } from "./policy-words";

const secret = (environment: Environment) => ({ environment, kind: "secret" as const });

test("the policy in force is one sentence", () => {
  expect(policyWords(defaultRules, secret("staging"))).toBe(
    "A staging key is rotated every 90 days (reminders only).",
  );
  expect(policyWords({ ...defaultRules, rotateEveryDays: null }, secret("staging"))).toBe("");
});

test("it names what the environment demands", () => {
  const rules: Rules = {
    ...defaultRules,
    maxLifetimeDays: { development: null, staging: null, production: 1 },
    neverAllowed: { development: false, staging: true, production: false },
    networksRequired: { development: false, staging: false, production: true },
    maxActiveKeys: { development: null, staging: null, production: 1 },
    rotationEnforced: true,
    rotateEveryDays: 30,
    disableIdleDays: 60,
    kinds: ["secret"],
  };
  expect(policyWords(rules, secret("production"))).toBe(
    "A production key is a secret key, ends within 1 day, names its allowed networks, is one of at most 1 active key, is rotated every 30 days and is disabled when idle for 60 days.",
  );
  expect(policyWords(rules, secret("development"))).toBe(
    "A development key is a secret key, has an end, is rotated every 30 days and is disabled when idle for 60 days.",
  );
  const token = { environment: "development", kind: "jwt" } as const;
  expect(policyWords({ ...rules, kinds: ["jwt"] }, token)).toBe(
    "A development key is a JWT key, has an end and is rotated every 30 days.",
  );
});
