import { expect, test } from "vitest";
import { defaultRules } from "@/lib/policies/rules";
import { fittingKind, kindChoices } from "./kind-choices";

const apis = ["orders"];
const demanding = {
  ...defaultRules,
  networksRequired: { development: false, staging: false, production: true },
};

test("policy decides which kinds there are", () => {
  expect(kindChoices({ rules: defaultRules, apis }, "staging")).toEqual([
    { kind: "secret", closed: null },
    { kind: "jwt", closed: null },
  ]);
  const rules = { ...defaultRules, kinds: ["secret"] as const };
  expect(kindChoices({ rules, apis }, "staging")).toEqual([{ kind: "secret", closed: null }]);
});

test("a token needs an API, and no policy that demands networks", () => {
  const closed = (choices: ReturnType<typeof kindChoices>) => choices[1]?.closed;
  expect(closed(kindChoices({ rules: defaultRules, apis: [] }, "staging"))).toMatch(/Connect/);
  expect(closed(kindChoices({ rules: demanding, apis }, "production"))).toMatch(/networks/);
  expect(closed(kindChoices({ rules: demanding, apis }, "staging"))).toBeNull();
});

test("a kind that can't be chosen gives way to one that can", () => {
  const choices = kindChoices({ rules: demanding, apis }, "production");
  expect(fittingKind("jwt", choices)).toBe("secret");
  expect(fittingKind("secret", choices)).toBe("secret");
  const rules = { ...demanding, kinds: ["jwt"] as const };
  expect(fittingKind("secret", kindChoices({ rules, apis }, "production"))).toBe("jwt");
});
