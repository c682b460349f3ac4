import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { keys, roleCeilings } from "@/db/schema";
import { testDatabase } from "@/db/testing/database";
import { transact } from "@/db/transact";
import { createApplication } from "@/lib/applications/create";
import { deactivateApplication } from "@/lib/applications/set-status";
import { approveRequest } from "@/lib/approvals/approve";
import { requestAccess } from "@/lib/approvals/request";
import { editPermission } from "@/lib/catalog/edit-permission";
import { replaceGrants } from "@/lib/grants/replace";
import { createKey } from "@/lib/keys/create";
import { mintApi } from "@/lib/testing/catalog";
import { mintOrganization, mintToken } from "@/lib/testing/organization";
import { auditOf, changesOf } from "@/lib/testing/trail";
import { defaultCeilings } from "./ceiling";
import { getPolicies } from "./get";
import { previewPolicies } from "./preview";
import { defaultRules } from "./rules";
import { setPolicies } from "./set";

testDatabase();

const untouched = {
  ceilings: defaultCeilings,
  rules: defaultRules,
  enforcedFrom: {},
  overrides: [],
  revision: 1,
};

const rowsOf = (organization: { id: `org_${string}` }) =>
  transact({ organizationId: organization.id }, (tx) =>
    tx.select().from(roleCeilings).where(eq(roleCeilings.orgId, organization.id)),
  );

const ceilings = (developer: object) => ({ ceilings: { developer } });

test("what is named is set, the rest stays; the log and the gates know", async () => {
  const organization = await mintOrganization();
  const { owner, admin, auditor, id } = organization;
  expect(await getPolicies(auditor)).toEqual(untouched);
  const first = await setPolicies(owner, ceilings({ production: "none" }), 1);
  expect(first).toMatchObject({ revision: 2, gates: { acknowledged: 0 } });
  expect(first.ceilings).toEqual({
    ...defaultCeilings,
    developer: { development: "non-sensitive", staging: "non-sensitive", production: "none" },
  });
  await setPolicies(admin, ceilings({ development: "all" }), 2);
  const { ceilings: present } = await getPolicies(auditor);
  expect(present.developer).toEqual({
    development: "all",
    staging: "non-sensitive",
    production: "none",
  });
  const before = await changesOf(organization);
  expect(before).toEqual([
    { kind: "organization", id, revision: 2 },
    { kind: "organization", id, revision: 3 },
  ]);
  expect(await setPolicies(admin, ceilings({ development: "all" }))).toMatchObject({ revision: 3 });
  expect(await setPolicies(admin, {})).toMatchObject({ revision: 3 });
  expect(await changesOf(organization)).toEqual(before);
  expect(await auditOf(organization)).toMatchObject([
    {
      action: "policy.changed",
      actorId: owner.id,
      before: { "developer.production": "non-sensitive" },
      after: { "developer.production": "none" },
    },
    { action: "policy.changed", after: { "developer.development": "all" } },
  ]);
});

test("a row stands only where it is not the default", async () => {
  const organization = await mintOrganization();
  await setPolicies(organization.owner, {
    ceilings: { owner: { production: "none" }, auditor: { staging: "all" } },
  });
  expect(await rowsOf(organization)).toHaveLength(2);
  await setPolicies(organization.owner, {
    ceilings: { owner: { production: "all" }, auditor: { staging: "none" } },
  });
  expect(await rowsOf(organization)).toEqual([]);
});

test("an old revision, a role or ceiling that there is not, and who may not change are refused", async () => {
  const organization = await mintOrganization();
  const { owner, developer, auditor } = organization;
  const wish = ceilings({ production: "none" });
  await expect(setPolicies(owner, wish, 7)).rejects.toMatchObject({ code: "PRECONDITION_FAILED" });
  for (const bad of [
    ceilings({ production: "some" }),
    ceilings({ test: "none" }),
    { ceilings: { boss: {} } },
    { ceiling: {} },
  ]) {
    await expect(setPolicies(owner, bad)).rejects.toMatchObject({ code: "INVALID" });
  }
  const { actor: reader } = await mintToken(organization, ["policies.read"]);
  for (const actor of [developer, auditor, reader]) {
    await expect(setPolicies(actor, wish)).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(previewPolicies(actor, wish)).rejects.toMatchObject({ code: "FORBIDDEN" });
  }
  const { actor: writer } = await mintToken(organization, ["policies.write"]);
  expect(await setPolicies(writer, wish, 1)).toMatchObject({ revision: 2 });
  const { actor: other } = await mintToken(await mintOrganization(), ["policies.read"]);
  expect(await getPolicies(other)).toEqual(untouched);
});

test("of two at once the second is told so", async () => {
  const { owner, admin } = await mintOrganization();
  const outcomes = await Promise.allSettled([
    setPolicies(owner, ceilings({ production: "none" }), 1),
    setPolicies(admin, ceilings({ production: "all" }), 1),
  ]);
  const lost = outcomes.filter((outcome) => outcome.status === "rejected");
  expect(lost.map(({ reason }) => reason.code)).toEqual(["PRECONDITION_FAILED"]);
});

test("the preview names the active keys that lose something, and changes nothing", async () => {
  const organization = await mintOrganization();
  const { owner, developer } = organization;
  const api = await mintApi(organization);
  const application = async (name: string) =>
    (await createApplication(developer, { name, baseUrl: "https://x.example" })).id;
  const key = (id: string, name: string, environment = "production") =>
    createKey(developer, id, { name, environment });
  const [crm, shop, quiet] = [
    await application("CRM"),
    await application("Shop"),
    await application("Quiet"),
  ];
  const read = { api: "orders", permission: "orders:read" };
  const refund = { api: "orders", permission: "orders:refund" };
  const health = { api: "orders", endpoint: "GET /health" };
  for (const id of [crm, shop, quiet]) {
    await replaceGrants(developer, id, { grants: [read, health] });
  }
  const asked = await requestAccess(developer, shop, {
    grants: [read, health, refund],
    environments: ["production"],
    reason: "Refunds.",
  });
  await approveRequest(owner, asked.id, {});
  const crmKey = await key(crm, "crm");
  const few = await key(crm, "few");
  await key(crm, "test", "staging");
  await key(shop, "shop");
  await key(quiet, "quiet");
  await deactivateApplication(owner, quiet);
  await createKey(owner, crm, { name: "the owner's", environment: "production" });
  const restrict = (permissions: string[]) =>
    transact(owner, (tx) => tx.update(keys).set({ permissions }).where(eq(keys.id, few.key.id)));

  const narrowed = async (developer: object) => {
    const { narrowed } = await previewPolicies(owner, ceilings(developer));
    expect(narrowed.keys).toHaveLength(narrowed.total);
    return narrowed.keys.map(({ name, environment, grantsLost }) => [
      name,
      environment,
      grantsLost,
    ]);
  };
  expect(await narrowed({ production: "all" })).toEqual([]);
  expect(await narrowed({ production: "none" })).toEqual([
    ["crm", "production", 2],
    ["few", "production", 2],
  ]);
  await restrict(["orders:read"]);
  expect(await narrowed({ production: "none", staging: "none", development: "none" })).toEqual([
    ["crm", "production", 2],
    ["few", "production", 1],
    ["test", "staging", 2],
  ]);
  await restrict(["orders:write"]);
  expect(await narrowed({ production: "none" })).toEqual([["crm", "production", 2]]);
  expect((await previewPolicies(owner, ceilings({ production: "none" }))).narrowed.keys).toEqual([
    {
      id: crmKey.key.id,
      name: "crm",
      environment: "production",
      application: { id: crm, name: "CRM" },
      owner: { id: developer.id, name: developer.name, role: "developer" },
      grantsLost: 2,
      lastUsedAt: null,
    },
  ]);
  expect(await getPolicies(owner)).toEqual(untouched);

  await setPolicies(owner, ceilings({ staging: "all", production: "all" }));
  expect(await narrowed({ staging: "non-sensitive" })).toEqual([]);
  await editPermission(owner, api.id, api.permissions.read, { sensitive: true });
  expect(await narrowed({ staging: "non-sensitive" })).toEqual([["test", "staging", 1]]);
  await setPolicies(owner, ceilings({ staging: "non-sensitive" }));
  expect(await narrowed({ staging: "none" })).toEqual([["test", "staging", 1]]);
});
