import { expect, test } from "vitest";
import { RefusedError } from "@/lib/errors";
import { newId } from "@/lib/ids";
import { type MemberActor, makeActor, systemActor, type TokenActor } from "./actor";
import { authorize, authorizeOn, can, canOn } from "./authorize";
import { type Right, type Role, rights, roleNames, type Scope, scopes } from "./rights";

const organizationId = newId("org");
const origin = { requestId: newId("req"), network: null, userAgent: null };

const member = (role: Role) =>
  makeActor<MemberActor>({
    kind: "member",
    id: newId("mem"),
    name: "M",
    email: "m@example.test",
    role,
    userId: newId("usr"),
    sessionId: newId("ses"),
    organizationId,
    organizationSlug: "acme",
    origin,
  });

const token = (...held: Scope[]) =>
  makeActor<TokenActor>({
    kind: "token",
    id: newId("tok"),
    name: "T",
    scopes: held,
    apiId: null,
    environment: null,
    expiresAt: null,
    organizationId,
    origin,
  });

const all = Object.keys(rights) as Right[];
const reads = all.filter((right) => right.endsWith(".read"));

test("an auditor reads everything and changes nothing", () => {
  const auditor = member("auditor");
  expect(all.filter((right) => can(auditor, right)).sort()).toEqual(reads.sort());
});

test("an auditor changes no application, whoever named them its owner or maintainer", () => {
  const auditor = member("auditor");
  const theirs = { ownerId: auditor.id, maintainerIds: [auditor.id] };
  expect(all.filter((right) => canOn(auditor, right, theirs)).sort()).toEqual(reads.sort());
});

test("an owner may do all that a person may; an admin all but what is the owner's", () => {
  const lacks = (role: Role) => all.filter((right) => !can(member(role), right));
  expect(lacks("owner")).toEqual(["key.verify"]);
  expect(lacks("admin")).toEqual([
    "organization.delete",
    "policy.override",
    "member.edit-owner",
    "key.verify",
  ]);
});

test("a developer acts on applications that they own or maintain only", () => {
  const developer = member("developer");
  const own = { ownerId: developer.id, maintainerIds: [] };
  const maintained = { ownerId: newId("mem"), maintainerIds: [newId("mem"), developer.id] };
  const other = { ownerId: newId("mem"), maintainerIds: [newId("mem")] };
  for (const right of ["application.edit", "key.create", "key.revoke", "grant.edit"] as const) {
    expect(canOn(developer, right, own)).toBe(true);
    expect(canOn(developer, right, maintained)).toBe(true);
    expect(canOn(developer, right, other)).toBe(false);
    expect(() => authorizeOn(developer, right, other)).toThrow(RefusedError);
  }
  expect(canOn(developer, "application.share", own)).toBe(true);
  expect(canOn(developer, "application.share", maintained)).toBe(false);
  for (const right of ["catalog.edit", "token.read", "member.edit", "grant.sensitive"] as const) {
    expect(() => authorize(developer, right)).toThrow(RefusedError);
  }
});

test("a token does what its scopes say and nothing without one", () => {
  for (const scope of scopes) {
    const allowed = all.filter((right) => can(token(scope), right));
    expect(allowed.length).toBeGreaterThan(0);
    expect(allowed.every((right) => rights[right].scope === scope)).toBe(true);
  }
  expect(all.filter((right) => can(token(), right))).toEqual([]);
  expect(all.filter((right) => can(token(...scopes), right))).not.toContain("organization.edit");
});

test("nobody but a service token verifies keys", () => {
  for (const role of roleNames) expect(can(member(role), "key.verify")).toBe(false);
  expect(can(token("keys.verify"), "key.verify")).toBe(true);
});

test("a refusal names the actor, the right and what would help", () => {
  const actor = token("keys.verify");
  try {
    authorize(actor, "key.create");
    expect.unreachable();
  } catch (error) {
    expect(error).toBeInstanceOf(RefusedError);
    expect(error).toMatchObject({ actor, permission: "key.create", status: 403 });
    expect(String(error)).toContain("keys.write");
  }
});

test("a job of the system is not held up", () => {
  expect(can(systemActor(organizationId, "expire-keys", newId("req")), "key.revoke")).toBe(true);
});
