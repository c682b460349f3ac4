import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { memberships } from "@/db/schema";
import { testDatabase } from "@/db/testing/database";
import { transact } from "@/db/transact";
import { newId } from "@/lib/ids";
import { mintApi } from "@/lib/testing/catalog";
import { mintOrganization, mintToken } from "@/lib/testing/organization";
import { auditOf } from "@/lib/testing/trail";
import { createApi } from "./create-api";
import { createEndpoint } from "./create-endpoint";
import { editApi } from "./edit-api";
import { editEndpoint } from "./edit-endpoint";
import { getApi } from "./get-api";
import { listEndpoints } from "./list-endpoints";

testDatabase();

const orders = { name: "Orders", slug: "orders", baseUrl: "https://orders.example" };

test("an API has an owner: who added it, until another member is named", async () => {
  const organization = await mintOrganization();
  const { admin, developer } = organization;
  const api = await createApi(admin, orders);
  expect(api).toMatchObject({ ownerId: admin.id, ownerName: admin.name });
  const other = await editApi(admin, api.id, { ownerId: developer.id });
  expect(other).toMatchObject({ ownerId: developer.id, ownerName: developer.name, name: "Orders" });
  expect((await auditOf(organization)).at(-1)).toMatchObject({
    action: "api.edited",
    before: { ownerId: admin.id },
    after: { ownerId: developer.id },
  });
  expect(await editApi(admin, api.id, { name: "Sales" })).toMatchObject({ ownerId: developer.id });
  expect(await editApi(admin, api.id, { ownerId: null })).toMatchObject({
    ownerId: null,
    ownerName: null,
  });
  const { actor } = await mintToken(organization, ["catalog.write"]);
  expect(await createApi(actor, { ...orders, slug: "sales" })).toMatchObject({ ownerId: null });
  const named = { ...orders, slug: "returns", ownerId: developer.id };
  expect(await createApi(actor, named)).toMatchObject({ ownerId: developer.id });
});

test("nobody but a present member owns an API", async () => {
  const [{ admin, auditor }, { owner: stranger }] = [
    await mintOrganization(),
    await mintOrganization(),
  ];
  await transact(admin, (tx) =>
    tx.update(memberships).set({ removedAt: new Date() }).where(eq(memberships.id, auditor.id)),
  );
  const { id } = await createApi(admin, orders);
  for (const ownerId of [auditor.id, stranger.id, newId("mem"), "mem_1", admin.userId]) {
    const refused = { code: "INVALID", extra: { errors: [{ path: "ownerId" }] } };
    await expect(editApi(admin, id, { ownerId })).rejects.toMatchObject(refused);
    const wish = { ...orders, slug: "sales", ownerId };
    await expect(createApi(admin, wish)).rejects.toMatchObject(refused);
  }
  expect(await getApi(admin, id)).toMatchObject({ ownerId: admin.id });
});

test("an endpoint is deprecated and back again, and an edit of something else leaves it so", async () => {
  const organization = await mintOrganization();
  const { admin } = organization;
  const { id } = await createApi(admin, orders);
  const made = await createEndpoint(admin, id, { method: "GET", path: "/old", deprecated: true });
  expect(made.deprecated).toBe(true);
  const edited = await editEndpoint(admin, id, made.id, { summary: "Gone soon" });
  expect(edited).toMatchObject({ deprecated: true, summary: "Gone soon" });
  expect(await editEndpoint(admin, id, made.id, { deprecated: false })).toMatchObject({
    deprecated: false,
  });
  expect((await auditOf(organization)).at(-1)).toMatchObject({
    before: { deprecated: true },
    after: { deprecated: false },
  });
  const fresh = await createEndpoint(admin, id, { method: "GET", path: "/new" });
  expect(fresh.deprecated).toBe(false);
});

test("the endpoints of an API are searched word by word and filtered", async () => {
  const organization = await mintOrganization();
  const { admin, developer } = organization;
  const { id } = await mintApi(organization);
  const list = (query: object) => listEndpoints(developer, id, query);
  const paths = async (query: object) => (await list(query)).data.map((one) => one.path);
  await createEndpoint(admin, id, {
    method: "GET",
    path: "/orders/{orderId}/notes",
    summary: "100% of the notes",
    deprecated: true,
  });
  const [health, orders_, notes, refund] = [
    "/health",
    "/orders",
    "/orders/{orderId}/notes",
    "/orders/{orderId}/refund",
  ];
  expect(await paths({})).toEqual([health, orders_, notes, refund]);
  expect(await paths({ search: "orders get" })).toEqual([orders_, notes]);
  expect(await paths({ search: "POST" })).toEqual([refund]);
  expect(await paths({ search: "orders:read" })).toEqual([orders_]);
  expect(await paths({ search: "OF  notes" })).toEqual([notes]);
  expect(await paths({ search: "100%" })).toEqual([notes]);
  expect(await paths({ search: "_" })).toEqual([]);
  expect(await paths({ method: "POST" })).toEqual([refund]);
  expect(await paths({ permission: "orders:refund" })).toEqual([refund]);
  expect(await paths({ permission: "none" })).toEqual([health, notes]);
  expect(await paths({ deprecated: "true" })).toEqual([notes]);
  expect(await paths({ deprecated: "false", permission: "none" })).toEqual([health]);
  expect(await list({ search: "orders", limit: 2, page: 2 })).toMatchObject({
    total: 3,
    data: [{ path: refund, permission: { name: "orders:refund", sensitive: true } }],
  });
  const first = await list({ limit: 3 });
  const rest = await list({ limit: 3, after: first.nextCursor });
  expect([...first.data, ...rest.data].map((one) => one.path)).toEqual(await paths({}));
  for (const query of [{ method: "get" }, { deprecated: "yes" }, { sort: "path" }]) {
    await expect(list(query)).rejects.toMatchObject({ code: "INVALID" });
  }
});
