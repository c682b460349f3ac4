import { and, eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { permissions, roleCeilings } from "@/db/schema";
import { testDatabase } from "@/db/testing/database";
import { transact } from "@/db/transact";
import { createApplication } from "@/lib/applications/create";
import { createEndpoint } from "@/lib/catalog/create-endpoint";
import { editPermission } from "@/lib/catalog/edit-permission";
import { newId } from "@/lib/ids";
import { mintApi } from "@/lib/testing/catalog";
import { mintOrganization, mintToken } from "@/lib/testing/organization";
import { auditOf, changesOf, rejection } from "@/lib/testing/trail";
import { listGrants } from "./list";
import { openedEndpoints } from "./opened";
import { removeGrant } from "./remove";
import { replaceGrants } from "./replace";
import { grantName } from "./summary";

testDatabase();

const read = { api: "orders", permission: "orders:read" };
const write = { api: "orders", permission: "orders:write" };
const refund = { api: "orders", permission: "orders:refund" };
const health = { api: "orders", endpoint: "GET /health" };
const orders = { api: "orders", endpoint: "GET /orders" };
const refunding = { api: "orders", endpoint: "POST /orders/{orderId}/refund" };

async function mint() {
  const organization = await mintOrganization();
  const api = await mintApi(organization);
  const { developer } = organization;
  const input = { name: "CRM", baseUrl: "https://crm.example" };
  const { id } = await createApplication(developer, input);
  return { ...organization, organization, api, id };
}

test("grants are what was given last; one that stays keeps who gave it and when", async () => {
  const { organization, api, developer, admin, id } = await mint();
  const first = await replaceGrants(developer, id, { grants: [read, health, read] });
  expect(first.revision).toBe(2);
  expect(first.grants.map(grantName)).toEqual(["orders orders:read", "orders GET /health"]);
  expect(first.grants[0]).toMatchObject({
    api: { id: api.id, slug: "orders", name: "orders" },
    permission: { id: api.permissions.read, name: "orders:read", sensitive: false },
    endpoint: null,
    createdBy: developer.id,
    createdByName: developer.name,
  });
  const second = await replaceGrants(admin, id, { grants: [orders, write, read] }, 2);
  expect(second.grants.map(grantName)).toEqual([
    "orders orders:read",
    "orders GET /orders",
    "orders orders:write",
  ]);
  expect(second.grants[0]).toEqual(first.grants[0]);
  expect(second.grants[1]?.endpoint).toMatchObject({ path: "/orders", permission: "orders:read" });
  expect(second.grants[2]).toMatchObject({ createdBy: admin.id, createdByName: admin.name });
  expect(await listGrants(developer, id)).toEqual(second);
  expect((await auditOf(organization)).slice(1)).toMatchObject([
    {
      action: "grants.replaced",
      applicationId: id,
      after: { added: ["orders orders:read", "orders GET /health"], removed: [] },
    },
    {
      action: "grants.replaced",
      actorId: admin.id,
      targetId: id,
      after: {
        added: ["orders GET /orders", "orders orders:write"],
        removed: ["orders GET /health"],
      },
    },
  ]);
  expect(await changesOf(organization)).toEqual([
    { kind: "grants", id, revision: 2 },
    { kind: "grants", id, revision: 3 },
  ]);
});

test("giving the same again leaves no trace, and all can be taken at once", async () => {
  const { organization, developer, id } = await mint();
  const first = await replaceGrants(developer, id, { grants: [read] });
  expect(await replaceGrants(developer, id, { grants: [read] })).toEqual(first);
  expect(await auditOf(organization)).toHaveLength(2);
  expect(await replaceGrants(developer, id, { grants: [] })).toEqual({ grants: [], revision: 3 });
});

test("an old revision is told so, and of two at once the second is", async () => {
  const { developer, admin, id } = await mint();
  const outcomes = await Promise.allSettled([
    replaceGrants(developer, id, { grants: [read] }, 1),
    replaceGrants(admin, id, { grants: [write] }, 1),
  ]);
  const lost = outcomes.filter((outcome) => outcome.status === "rejected");
  expect(lost.map((outcome) => outcome.reason.code)).toEqual(["PRECONDITION_FAILED"]);
  expect((await listGrants(admin, id)).grants).toHaveLength(1);
});

test("a sensitive permission is given by owner and admin only; a developer may keep or drop it", async () => {
  const { organization, developer, admin, id } = await mint();
  for (const grants of [[refund], [read, refunding]]) {
    await expect(replaceGrants(developer, id, { grants })).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
  }
  expect((await listGrants(developer, id)).grants).toEqual([]);
  await replaceGrants(admin, id, { grants: [refund, refunding] });
  const kept = await replaceGrants(developer, id, { grants: [refund, refunding, read] });
  expect(kept.grants).toHaveLength(3);
  expect(kept.grants.find((grant) => grant.permission?.sensitive)?.createdBy).toBe(admin.id);
  await replaceGrants(developer, id, { grants: [read] });
  await expect(replaceGrants(developer, id, { grants: [refund] })).rejects.toMatchObject({
    code: "FORBIDDEN",
  });
  const { actor } = await mintToken(organization, ["grants.write"]);
  await replaceGrants(actor, id, { grants: [refund] });
});

const everywhere = ["development", "staging", "production"];

test("a grant tells why it was given and where it was approved, as long as it stays", async () => {
  const { organization, developer, admin, id } = await mint();
  const asked = { grants: [read], reason: " nightly\r\nsync " };
  const [mine] = (await replaceGrants(developer, id, asked)).grants;
  expect(mine).toMatchObject({
    reason: "nightly\nsync",
    sensitive: false,
    approvedFor: [],
    approvedBy: null,
    approvedByName: null,
    closedToDevelopers: [],
  });
  expect((await auditOf(organization)).at(-1)).toMatchObject({ reason: "nightly\nsync" });
  const wish = { grants: [read, refunding], reason: "refund desk" };
  const { grants } = await replaceGrants(admin, id, wish);
  expect(grants).toContainEqual(mine);
  expect(grants.find(({ endpoint }) => endpoint)).toMatchObject({
    reason: "refund desk",
    sensitive: true,
    approvedFor: everywhere,
    approvedBy: admin.id,
    approvedByName: admin.name,
    closedToDevelopers: [],
    endpoint: { permission: "orders:refund", deprecated: false },
  });
  expect((await auditOf(organization)).at(-1)).toMatchObject({
    reason: "refund desk",
    after: { added: ["orders POST /orders/{orderId}/refund"], removed: [] },
  });
  const { actor } = await mintToken(organization, ["grants.write"]);
  const byToken = (await replaceGrants(actor, id, { grants: [health] })).grants[0];
  expect(byToken).toMatchObject({ reason: "", approvedFor: everywhere, approvedBy: actor.id });
});

test("a grant tells where a developer's keys may not use it", async () => {
  const { developer, admin, api, id } = await mint();
  await transact(admin, async (tx) => {
    const orgId = admin.organizationId;
    const closed = {
      orgId,
      role: "developer",
      environment: "production",
      ceiling: "none",
    } as const;
    await tx.insert(roleCeilings).values(closed);
  });
  await replaceGrants(developer, id, { grants: [read, write] });
  await replaceGrants(admin, id, { grants: [read, write, health] });
  await editPermission(admin, api.id, api.permissions.write, { sensitive: true });
  const { grants } = await listGrants(developer, id);
  expect(grants.map((grant) => [grantName(grant), grant.closedToDevelopers])).toEqual([
    ["orders orders:read", ["production"]],
    ["orders orders:write", everywhere],
    ["orders GET /health", []],
  ]);
});

test("what a granted permission opens is told, and no more", async () => {
  const [{ developer, auditor, admin, api, id }, theirs] = [await mint(), await mint()];
  const made = { method: "GET", path: "/orders.csv", permission: "orders:read", deprecated: true };
  await createEndpoint(admin, api.id, made);
  await replaceGrants(developer, id, { grants: [read, health] });
  await replaceGrants(theirs.developer, theirs.id, { grants: [read] });
  expect(await openedEndpoints(auditor, id)).toMatchObject([
    { method: "GET", path: "/orders", permissionId: api.permissions.read, deprecated: false },
    { path: "/orders.csv", deprecated: true },
  ]);
  await expect(openedEndpoints(auditor, theirs.id)).rejects.toMatchObject({ code: "NOT_FOUND" });
});

test("a developer gives grants to their own applications only", async () => {
  const { owner, developer, auditor, id } = await mint();
  const input = { name: "Other", baseUrl: "https://o.example" };
  const other = await createApplication(owner, input);
  const forbidden = { code: "FORBIDDEN" };
  const given = await replaceGrants(owner, other.id, { grants: [read] });
  await expect(replaceGrants(developer, other.id, { grants: [] })).rejects.toMatchObject(forbidden);
  await expect(removeGrant(developer, other.id, given.grants[0]?.id)).rejects.toMatchObject(
    forbidden,
  );
  await expect(replaceGrants(auditor, id, { grants: [] })).rejects.toMatchObject(forbidden);
  expect((await listGrants(auditor, other.id)).grants).toHaveLength(1);
});

test("one grant is taken away, told and announced", async () => {
  const { organization, developer, id } = await mint();
  const { grants } = await replaceGrants(developer, id, { grants: [read, health] });
  await removeGrant(developer, id, grants[1]?.id);
  expect(await listGrants(developer, id)).toEqual({ grants: [grants[0]], revision: 3 });
  expect((await auditOf(organization)).at(-1)).toMatchObject({
    action: "grant.removed",
    targetId: grants[1]?.id,
    targetName: "orders GET /health",
    applicationId: id,
  });
  expect((await changesOf(organization)).at(-1)).toEqual({ kind: "grants", id, revision: 3 });
  await expect(removeGrant(developer, id, grants[1]?.id)).rejects.toMatchObject({
    code: "NOT_FOUND",
  });
});

test("a stranger's application and grant are not found, as ones that do not exist", async () => {
  const [ours, theirs] = [await mint(), await mint()];
  const { grants } = await replaceGrants(theirs.owner, theirs.id, { grants: [read] });
  const missing = newId("app");
  for (const verb of [
    (id: unknown) => listGrants(ours.owner, id),
    (id: unknown) => replaceGrants(ours.owner, id, { grants: [read] }),
    (id: unknown) => removeGrant(ours.owner, id, grants[0]?.id),
  ]) {
    const answer = await rejection(verb(theirs.id));
    expect(answer).toMatchObject({ code: "NOT_FOUND" });
    expect(answer).toEqual(await rejection(verb(missing)));
  }
  expect(await rejection(removeGrant(ours.owner, ours.id, grants[0]?.id))).toEqual(
    await rejection(removeGrant(ours.owner, ours.id, newId("grt"))),
  );
  expect((await listGrants(theirs.owner, theirs.id)).grants).toHaveLength(1);
});

test("another organization's API is none of ours", async () => {
  const [ours, theirs] = [await mint(), await mintOrganization()];
  await mintApi(theirs, "billing");
  const grants = [{ api: "billing", permission: "orders:read" }];
  await expect(replaceGrants(ours.owner, ours.id, { grants })).rejects.toMatchObject({
    code: "INVALID",
    extra: { errors: [{ path: "grants.0.permission" }] },
  });
});

test("a permission taken out of the catalogue meanwhile is not granted", async () => {
  const { owner, api, id } = await mint();
  const removal = transact(owner, async (tx) => {
    await tx
      .delete(permissions)
      .where(
        and(eq(permissions.orgId, owner.organizationId), eq(permissions.id, api.permissions.write)),
      );
    await new Promise((done) => setTimeout(done, 300));
  });
  await new Promise((done) => setTimeout(done, 100));
  await expect(replaceGrants(owner, id, { grants: [write] })).rejects.toMatchObject({
    code: "INVALID",
  });
  await removal;
});

test.each([
  [{}],
  [{ grants: "all" }],
  [{ grants: [{ api: "orders" }] }],
  [{ grants: [{ ...read, endpoint: "GET /health" }] }],
  [{ grants: [{ api: "orders", permission: "orders:read\u0000" }] }],
  [{ grants: [{ api: "orders", permission: "GET /health" }] }],
  [{ grants: [{ api: "orders", endpoint: "orders:read" }] }],
  [{ grants: [{ api: "orders", endpoint: "get /health" }] }],
  [{ grants: [{ api: "Orders", permission: "orders:read" }] }],
  [{ grants: Array.from({ length: 5001 }, () => read) }],
  [{ grants: [read], more: 1 }],
  [{ grants: [read], reason: "x".repeat(501) }],
  [{ grants: [read], reason: 1 }],
])("%j is refused", async (input) => {
  const { owner, id } = await mint();
  await expect(replaceGrants(owner, id, input)).rejects.toMatchObject({ code: "INVALID" });
});
