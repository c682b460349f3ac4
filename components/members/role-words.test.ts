import { expect, test } from "vitest";
import { roleNames } from "@/lib/access/rights";
import { defaultCeilings } from "@/lib/policies/ceiling";
import { keysNarrowed, narrowed, roleOptions } from "./role-words";

test("a role narrows what reaches less far in it", () => {
  expect(narrowed("owner", "admin")).toEqual([
    "organization.delete",
    "policy.override",
    "member.edit-owner",
  ]);
  expect(narrowed("admin", "developer")).toContain("application.edit");
  expect(narrowed("developer", "auditor")).toContain("application.share");
  expect(narrowed("developer", "auditor")).not.toContain("audit.read");
  for (const role of roleNames) expect(narrowed(role, role)).toEqual([]);
  for (const role of roleNames) expect(narrowed(role, "owner")).toEqual([]);
});

test("the keys' narrowing is told per ceiling", () => {
  const { owner, developer, auditor } = defaultCeilings;
  expect(keysNarrowed(owner, developer)).toEqual([
    "They may use nothing sensitive that was not approved.",
  ]);
  const mixed = { ...developer, production: "none" } as const;
  expect(keysNarrowed(owner, mixed)).toEqual([
    "In production they may use nothing.",
    "In development and staging they may use nothing sensitive that was not approved.",
  ]);
  expect(keysNarrowed(auditor, developer)).toEqual([]);
});

test("only who may make owners is offered to", () => {
  expect(roleOptions(false).map(({ value }) => value)).toEqual(["admin", "developer", "auditor"]);
  expect(roleOptions(true)).toHaveLength(4);
});
