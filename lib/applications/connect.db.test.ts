import { expect, test } from "vitest";
import { findKey } from "@/db/lookup";
import { testDatabase } from "@/db/testing/database";
import { listGrants } from "@/lib/grants/list";
import { mintApi } from "@/lib/testing/catalog";
import { mintOrganization, mintToken } from "@/lib/testing/organization";
import { auditOf } from "@/lib/testing/trail";
import { connectApplication } from "./connect";
import { listApplications } from "./list";

testDatabase();

const wish = {
  name: "CRM System",
  baseUrl: "https://crm.example",
  grants: [
    { api: "orders", permission: "orders:read" },
    { api: "orders", endpoint: "GET /health" },
  ],
  key: { name: "ci", environment: "production", expiresAt: null },
};

test("the wizard makes application, grants and key at once, each with its audit event", async () => {
  const organization = await mintOrganization({ keyPrefix: "acme" });
  await mintApi(organization);
  const { developer } = organization;
  const { application, created } = await connectApplication(developer, wish);
  expect(created.apiKey).toMatch(/^acme_live_[0-9A-Za-z]{50}$/);
  expect(created.sharedKey + created.secretKey).toBe(created.apiKey);
  expect(application).toMatchObject({
    name: "CRM System",
    ownerId: developer.id,
    revision: 2,
    keys: { active: 1, total: 1, environments: ["production"], sharedKey: created.sharedKey },
  });
  const { grants } = await listGrants(developer, application.id);
  expect(grants).toHaveLength(2);
  const events = await auditOf(organization);
  expect(events.map((event) => event.action)).toEqual([
    "application.created",
    "grants.replaced",
    "key.created",
  ]);
  expect(new Set(events.map((event) => event.applicationId))).toEqual(new Set([application.id]));
  expect(JSON.stringify(events)).not.toContain(created.secretKey);
  expect(await findKey(created.sharedKey)).toEqual({
    organizationId: organization.id,
    keyId: created.key.id,
  });
});

test("without grants there is no event about grants", async () => {
  const organization = await mintOrganization();
  await connectApplication(organization.owner, { ...wish, grants: [] });
  expect((await auditOf(organization)).map((event) => event.action)).toEqual([
    "application.created",
    "key.created",
  ]);
});

test.each([
  [{ name: "" }, "name"],
  [{ baseUrl: "http://crm.example" }, "baseUrl"],
  [{ key: { ...wish.key, name: "" } }, "key.name"],
  [{ key: { ...wish.key, expiresAt: "2001-01-01T00:00:00Z" } }, "key.expiresAt"],
  [{ grants: [...wish.grants, { api: "orders", permission: "no" }] }, "grants.2.permission"],
  [{ grants: [{ api: "orders", endpoint: "GET /no" }] }, "grants.0.endpoint"],
  [{ grants: [{ api: "no", permission: "orders:read" }] }, "grants.0.permission"],
])("%j leaves nothing behind", async (change, path) => {
  const organization = await mintOrganization();
  await mintApi(organization);
  await expect(
    connectApplication(organization.owner, { ...wish, ...change }),
  ).rejects.toMatchObject({ code: "INVALID", extra: { errors: [{ path }] } });
  expect((await listApplications(organization.owner, {})).total).toBe(0);
  expect(await auditOf(organization)).toEqual([]);
});

test("who lacks one of the rights gets nothing of it", async () => {
  const organization = await mintOrganization();
  await mintApi(organization);
  const sensitive = { ...wish, grants: [{ api: "orders", permission: "orders:refund" }] };
  const { actor } = await mintToken(organization, ["applications.write", "keys.write"]);
  const attempts = [
    () => connectApplication(organization.developer, sensitive),
    () => connectApplication(organization.auditor, wish),
    () => connectApplication(actor, wish),
  ];
  for (const attempt of attempts) {
    await expect(attempt()).rejects.toMatchObject({ code: "FORBIDDEN" });
  }
  expect((await listApplications(organization.owner, {})).total).toBe(0);
  await connectApplication(organization.admin, sensitive);
});

test("an application is connected without a key where none is wished for", async () => {
  const organization = await mintOrganization();
  await mintApi(organization);
  const wished: unknown = { ...wish, key: null };
  const { application, created } = await connectApplication(organization.developer, wished);
  expect(created).toBeNull();
  expect(application.keys.total).toBe(0);
  expect((await auditOf(organization)).map((event) => event.action)).toEqual([
    "application.created",
    "grants.replaced",
  ]);
});
