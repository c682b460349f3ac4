import { expect, test } from "vitest";
import { accessRequestItems, accessRequests } from "@/db/schema";
import { testDatabase } from "@/db/testing/database";
import { transact } from "@/db/transact";
import { createApplication } from "@/lib/applications/create";
import { listRequests } from "@/lib/approvals/list";
import { requestAccess } from "@/lib/approvals/request";
import { listGrants } from "@/lib/grants/list";
import { replaceGrants } from "@/lib/grants/replace";
import { grantName } from "@/lib/grants/summary";
import { newId } from "@/lib/ids";
import { createKey } from "@/lib/keys/create";
import { getKey } from "@/lib/keys/get";
import { mintApi } from "@/lib/testing/catalog";
import { mintOrganization, mintToken } from "@/lib/testing/organization";
import { auditOf, changesOf, rejection } from "@/lib/testing/trail";
import { createToken } from "@/lib/tokens/create";
import { deleteApi } from "./delete-api";
import { deleteEndpoint } from "./delete-endpoint";
import { deletePermission } from "./delete-permission";
import { editEndpoint } from "./edit-endpoint";
import { getApi } from "./get-api";
import { removalImpact } from "./impact";

testDatabase();

const read = { api: "orders", permission: "orders:read" };
const write = { api: "orders", permission: "orders:write" };
const list = { api: "orders", endpoint: "GET /orders" };
const health = { api: "orders", endpoint: "GET /health" };
const bills = { api: "billing", permission: "orders:read" };
const removeGrants = true;

/** CRM may read, list and check health, and bill; Shop may write and list. */
async function mint() {
  const organization = await mintOrganization();
  const api = await mintApi(organization);
  await mintApi(organization, "billing");
  const { owner, admin } = organization;
  const make = async (name: string, grants: object[]) => {
    const { id } = await createApplication(owner, { name, baseUrl: "https://x.example" });
    await replaceGrants(owner, id, { grants });
    return id;
  };
  const crm = await make("CRM", [read, list, health, bills]);
  const shop = await make("Shop", [write, list]);
  const endpoint = async (path: string) => {
    const found = (await getApi(owner, api.id)).endpointList.find((one) => one.path === path);
    if (!found) throw new Error(`there is no ${path}`);
    return found;
  };
  const namesOf = async (id: typeof crm) => (await listGrants(owner, id)).grants.map(grantName);
  return { organization, owner, admin, api, crm, shop, endpoint, namesOf };
}

const since = async <T>(organization: { id: `org_${string}` }, work: () => Promise<T>) => {
  const [events, changes] = [await auditOf(organization), await changesOf(organization)];
  const value = await work();
  return {
    value,
    events: (await auditOf(organization)).slice(events.length),
    changes: (await changesOf(organization)).slice(changes.length),
  };
};

test("a granted endpoint is deleted only with its grants, which every application is told", async () => {
  const { organization, admin, api, crm, shop, endpoint, namesOf } = await mint();
  const { id } = await endpoint("/orders");
  await expect(deleteEndpoint(admin, api.id, id)).rejects.toMatchObject({
    code: "CONFLICT",
    message: "Still granted to “CRM” and “Shop”. Remove those grants first.",
  });
  expect(await namesOf(shop)).toHaveLength(2);
  const { events, changes } = await since(organization, () =>
    deleteEndpoint(admin, api.id, id, { removeGrants }),
  );
  expect(await namesOf(crm)).toEqual([
    "billing orders:read",
    "orders orders:read",
    "orders GET /health",
  ]);
  expect(await namesOf(shop)).toEqual(["orders orders:write"]);
  const told = {
    action: "grants.replaced",
    actorId: admin.id,
    reason: "GET /orders of orders was deleted",
    after: { added: [], removed: ["orders GET /orders"] },
  };
  expect(events).toMatchObject([
    { ...told, applicationId: crm },
    { ...told, applicationId: shop },
    { action: "endpoint.deleted", targetId: id, before: { grantedTo: ["CRM", "Shop"] } },
  ]);
  expect(changes).toEqual([
    { kind: "grants", id: crm, revision: 3 },
    { kind: "grants", id: shop, revision: 3 },
    { kind: "catalog", id: api.id, revision: 2 },
  ]);
});

test("a granted permission is deleted with its grants; endpoints then require none", async () => {
  const { organization, admin, api, crm, shop, endpoint, namesOf } = await mint();
  const { read: id } = api.permissions;
  const { key } = await createKey(admin, crm, {
    name: "ci",
    environment: "production",
    permissions: ["orders:read"],
  });
  const before = await endpoint("/orders");
  expect(await rejection(deletePermission(admin, api.id, id))).toMatchObject({ code: "CONFLICT" });
  const { events } = await since(organization, () =>
    deletePermission(admin, api.id, id, { removeGrants: "true" }),
  );
  expect(await namesOf(crm)).toEqual([
    "billing orders:read",
    "orders GET /health",
    "orders GET /orders",
  ]);
  expect(await namesOf(shop)).toHaveLength(2);
  expect(await endpoint("/orders")).toMatchObject({
    permission: null,
    revision: before.revision + 1,
  });
  expect((await getKey(admin, key.id)).permissions).toEqual(["orders:read"]);
  expect(events).toMatchObject([
    { action: "grants.replaced", applicationId: crm },
    {
      action: "permission.deleted",
      before: { grantedTo: ["CRM"], requiredBy: ["GET /orders"] },
    },
  ]);
});

test("a sensitive permission stays while endpoints require it, lest they open", async () => {
  const { admin, api, endpoint } = await mint();
  const { refund: id } = api.permissions;
  const attempt = () => deletePermission(admin, api.id, id, { removeGrants });
  await expect(attempt()).rejects.toMatchObject({
    code: "CONFLICT",
    message: expect.stringContaining("POST /orders/{orderId}/refund"),
  });
  const { id: refunding } = await endpoint("/orders/{orderId}/refund");
  await editEndpoint(admin, api.id, refunding, { permission: "orders:write" });
  await attempt();
  expect((await getApi(admin, api.id)).permissionList).toHaveLength(2);
});

test("a granted API is deleted with all its grants and no others, but not from under a gateway", async () => {
  const { organization, owner, admin, api, crm, shop, namesOf } = await mint();
  await createToken(owner, { name: "gateway", scopes: ["keys.verify"], api: "orders" });
  expect(await rejection(deleteApi(admin, api.id, { removeGrants }))).toMatchObject({
    message: expect.stringContaining("gateway"),
  });
  expect(await namesOf(crm)).toHaveLength(4);
  const other = await mint();
  const { events } = await since(other.organization, () =>
    deleteApi(other.admin, "orders", { removeGrants }),
  );
  expect(await other.namesOf(other.crm)).toEqual(["billing orders:read"]);
  expect(await other.namesOf(other.shop)).toEqual([]);
  expect(events.map((event) => event.action)).toEqual([
    "grants.replaced",
    "grants.replaced",
    "api.deleted",
  ]);
  expect(await namesOf(shop)).toHaveLength(2);
  expect(await auditOf(organization)).not.toContainEqual(
    expect.objectContaining({ action: "api.deleted" }),
  );
});

test("who may give no grants takes none away by deleting", async () => {
  const { organization, api, crm, endpoint, namesOf } = await mint();
  const { actor } = await mintToken(organization, ["catalog.write"]);
  const { id } = await endpoint("/orders");
  await expect(deleteEndpoint(actor, api.id, id, { removeGrants })).rejects.toMatchObject({
    code: "FORBIDDEN",
  });
  expect(await namesOf(crm)).toHaveLength(4);
  const both = await mintToken(organization, ["catalog.write", "grants.write"]);
  await deleteEndpoint(both.actor, api.id, id, { removeGrants });
  expect(await namesOf(crm)).toHaveLength(3);
});

test("a grant given while its endpoint is deleted is refused or goes with it", async () => {
  for (let round = 0; round < 5; round++) {
    const { owner, admin, api, shop, endpoint, namesOf } = await mint();
    const { id } = await endpoint("/health");
    const [given] = await Promise.allSettled([
      replaceGrants(owner, shop, { grants: [health] }),
      deleteEndpoint(admin, api.id, id, { removeGrants }).catch(() =>
        deleteEndpoint(admin, api.id, id, { removeGrants }),
      ),
    ]);
    expect(await namesOf(shop)).not.toContain("orders GET /health");
    if (given.status === "rejected") expect(given.reason).toMatchObject({ code: "INVALID" });
  }
});

test("a request for nothing but what is deleted is withdrawn, and who asked hears of it", async () => {
  const { organization, owner, admin, api, shop, endpoint } = await mint();
  const { id } = await endpoint("/health");
  const both = { grants: [health, bills], environments: ["staging"], reason: "Both" };
  const one = { grants: [health], environments: ["staging"], reason: "One" };
  const other = { grants: [write], environments: ["staging"], reason: "Other" };
  const asked = [];
  await replaceGrants(owner, shop, { grants: [] });
  for (const wish of [one, both, other]) asked.push(await requestAccess(owner, shop, wish));
  const { events } = await since(organization, () =>
    deleteEndpoint(admin, api.id, id, { removeGrants }),
  );
  const found = await listRequests(owner, { application: shop });
  const statuses = asked.map((it) => found.data.find((one) => one.id === it.id)?.status);
  expect(statuses).toEqual(["withdrawn", "pending", "pending"]);
  expect(events[0]).toMatchObject({
    action: "access.withdrawn",
    targetName: "GET /health for Shop",
    reason: "What it asked for was deleted.",
  });
});

test("before something is deleted it is told whom that concerns", async () => {
  const { organization, owner, admin, api, crm, shop, endpoint } = await mint();
  const { developer, id: orgId } = organization;
  const production = { name: "ci", environment: "production" };
  const { key } = await createKey(owner, crm, { ...production, permissions: ["orders:read"] });
  await createKey(owner, crm, production);
  const requestId = newId("acr");
  await transact(owner, async (tx) => {
    const request = { orgId, id: requestId, applicationId: shop, createdBy: developer.id };
    await tx
      .insert(accessRequests)
      .values({ ...request, environments: ["production"], reason: "Reports" });
    const item = { orgId, requestId, id: newId("grt"), apiId: api.id };
    await tx.insert(accessRequestItems).values({ ...item, permissionId: api.permissions.read });
  });
  const [forCrm, forShop] = [
    { id: crm, name: "CRM" },
    { id: shop, name: "Shop" },
  ];
  const request = { id: requestId, application: forShop, createdByName: developer.name };
  const limited = { id: key.id, name: "ci", application: forCrm };
  const orders = await endpoint("/orders");
  expect(await removalImpact(admin, api.id, api.permissions.read)).toEqual({
    applications: [{ ...forCrm, grants: 1 }],
    keys: [limited],
    requests: [request],
    requiredBy: [{ method: "GET", path: "/orders" }],
  });
  await replaceGrants(owner, crm, { grants: [read] });
  expect(await removalImpact(admin, api.id, orders.id)).toEqual({
    applications: [
      { ...forCrm, grants: 0 },
      { ...forShop, grants: 1 },
    ],
    keys: [],
    requests: [],
    requiredBy: [],
  });
  expect(await removalImpact(admin, "orders")).toEqual({
    applications: [
      { ...forCrm, grants: 1 },
      { ...forShop, grants: 2 },
    ],
    keys: [limited],
    requests: [request],
    requiredBy: [],
  });
  await expect(removalImpact(developer, "orders")).rejects.toMatchObject({ code: "FORBIDDEN" });
});

test("a stranger's catalogue is not found, as one that does not exist", async () => {
  const [ours, theirs] = [await mint(), await mint()];
  const { id } = await theirs.endpoint("/orders");
  const prm = theirs.api.permissions.read;
  const { admin, api } = ours;
  for (const [verb, foreign, missing] of [
    [(it: unknown) => deleteApi(admin, it, { removeGrants }), theirs.api.id, newId("api")],
    [(it: unknown) => deleteEndpoint(admin, api.id, it, { removeGrants }), id, newId("end")],
    [(it: unknown) => deletePermission(admin, api.id, it, { removeGrants }), prm, newId("prm")],
    [(it: unknown) => removalImpact(admin, it), theirs.api.id, newId("api")],
    [(it: unknown) => removalImpact(admin, api.id, it), prm, newId("prm")],
    [(it: unknown) => removalImpact(admin, api.id, it), id, newId("end")],
  ] as const) {
    const answer = await rejection(verb(foreign));
    expect(answer).toMatchObject({ code: "NOT_FOUND" });
    expect(answer).toEqual(await rejection(verb(missing)));
  }
  expect(await theirs.namesOf(theirs.crm)).toHaveLength(4);
  for (const input of [{ removeGrants: "yes" }, { force: true }, { removeGrants: null }]) {
    await expect(deleteApi(ours.admin, ours.api.id, input)).rejects.toMatchObject({
      code: "INVALID",
    });
  }
});
