import { and, eq } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { applications, changeLog, grants } from "@/db/schema";
import { testDatabase } from "@/db/testing/database";
import { transact } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import { type ApiId, type EndpointId, newId, type PermissionId } from "@/lib/ids";
import { failure } from "@/lib/testing/failure";
import { type MintedOrganization, mintOrganization, mintToken } from "@/lib/testing/organization";
import { auditOf } from "@/lib/testing/trail";
import { createToken } from "@/lib/tokens/create";
import { revokeToken } from "@/lib/tokens/revoke";
import { createApi } from "./create-api";
import { createEndpoint } from "./create-endpoint";
import { createPermission } from "./create-permission";
import { deleteApi } from "./delete-api";
import { deleteEndpoint } from "./delete-endpoint";
import { deletePermission } from "./delete-permission";
import { editApi } from "./edit-api";
import { editEndpoint } from "./edit-endpoint";
import { editPermission } from "./edit-permission";
import { getApi } from "./get-api";
import { listApis } from "./list-apis";
import { listCatalog } from "./list-catalog";
import { listEndpoints } from "./list-endpoints";
import { listPermissions } from "./list-permissions";

testDatabase();

const orders = { name: "Orders", slug: "orders", baseUrl: "https://orders.example" };

const events = async (actor: Actor, targetId: string) =>
  (await auditOf({ id: actor.organizationId })).filter((event) => event.targetId === targetId);

const announced = (actor: Actor, apiId: ApiId) =>
  transact(actor, (tx) =>
    tx
      .select({ kind: changeLog.subjectKind, revision: changeLog.revision })
      .from(changeLog)
      .where(eq(changeLog.subjectId, apiId))
      .orderBy(changeLog.id),
  );

async function withCatalog() {
  const organization = await mintOrganization();
  const api = await createApi(organization.admin, orders);
  const permission = await createPermission(organization.admin, api.id, { name: "orders:read" });
  const endpoint = await createEndpoint(organization.admin, api.id, {
    method: "GET",
    path: "/orders/{orderId}",
    permission: "orders:read",
  });
  return { organization, api, permission, endpoint };
}

function grant(
  organization: MintedOrganization,
  apiId: ApiId,
  what: { permissionId: PermissionId } | { endpointId: EndpointId },
) {
  return transact(organization.owner, async (tx) => {
    const id = newId("app");
    const orgId = organization.id;
    const by = organization.owner.id;
    await tx.insert(applications).values({
      orgId,
      id,
      name: "CRM",
      nameKey: id,
      baseUrl: "https://crm.example",
      ownerId: by,
      createdBy: by,
    });
    const granted = { orgId, id: newId("grt"), applicationId: id, apiId, createdBy: by, ...what };
    await tx.insert(grants).values(granted);
    return id;
  });
}

describe("the catalogue", () => {
  it("keeps what is registered, tells the gates and writes it down", async () => {
    const { organization, api, permission, endpoint } = await withCatalog();
    expect(endpoint).toMatchObject({
      method: "GET",
      path: "/orders/{orderId}",
      permission: { id: permission.id, name: "orders:read", sensitive: false },
    });
    const shown = await getApi(organization.auditor, "orders");
    expect(shown).toMatchObject({ id: api.id, endpoints: 1, permissions: 1, applications: 0 });
    expect(shown.endpointList).toEqual([endpoint]);
    expect(shown.permissionList).toEqual([permission]);
    expect(await getApi(organization.auditor, api.id)).toEqual(shown);
    const { applicationList, ...listed } = shown;
    expect(applicationList).toEqual([]);
    expect(await listCatalog(organization.developer)).toEqual([listed]);
    expect(await announced(organization.owner, api.id)).toEqual([
      { kind: "catalog", revision: 1 },
      { kind: "catalog", revision: 2 },
      { kind: "catalog", revision: 3 },
    ]);
    expect(await events(organization.owner, api.id)).toMatchObject([
      { action: "api.created", actorId: organization.admin.id, after: { slug: "orders" } },
    ]);
    expect(await events(organization.owner, endpoint.id)).toMatchObject([
      { action: "endpoint.created", targetName: "GET /orders/{orderId}" },
    ]);
    expect(await events(organization.owner, permission.id)).toMatchObject([
      { action: "permission.created", after: { api: "orders", sensitive: false } },
    ]);
  });

  it("is edited field by field, with before and after", async () => {
    const { organization, api, permission, endpoint } = await withCatalog();
    const edited = await editApi(organization.admin, api.id, { name: "Sales" }, 3);
    expect(edited).toMatchObject({ name: "Sales", slug: "orders", revision: 4, endpoints: 1 });
    const [, event] = await events(organization.owner, api.id);
    expect(event).toMatchObject({
      action: "api.edited",
      before: { name: "Orders" },
      after: { name: "Sales" },
    });
    expect(
      await editPermission(organization.admin, api.id, permission.id, { sensitive: true }),
    ).toMatchObject({ sensitive: true, revision: 2 });
    expect(
      await editEndpoint(organization.admin, api.id, endpoint.id, { summary: "One order" }),
    ).toMatchObject({ summary: "One order", permission: { sensitive: true }, revision: 2 });
    expect(
      await editEndpoint(organization.admin, api.id, endpoint.id, { permission: null }),
    ).toMatchObject({ permission: null, summary: "One order" });
    expect((await getApi(organization.admin, api.id)).revision).toBe(7);
  });

  it("refuses a change of what somebody else has changed", async () => {
    const { organization, api, permission, endpoint } = await withCatalog();
    const { admin } = organization;
    const answers = await Promise.all([
      failure(editApi(admin, api.id, { name: "x" }, 1)),
      failure(editPermission(admin, api.id, permission.id, { description: "x" }, 7)),
      failure(editEndpoint(admin, api.id, endpoint.id, { summary: "x" }, 0)),
    ]);
    expect(answers.map(({ code }) => code)).toEqual(Array(3).fill("PRECONDITION_FAILED"));
    expect((await getApi(admin, api.id)).revision).toBe(3);
  });

  it("refuses the same thing twice, at its field", async () => {
    const { organization, api, endpoint } = await withCatalog();
    const { admin } = organization;
    const at = async (work: Promise<unknown>) => {
      const { status, extra } = await failure(work);
      return [status, extra.errors?.[0]?.path];
    };
    const again = { method: "GET", path: "/orders/{id}" };
    expect(await at(createApi(admin, orders))).toEqual([409, "slug"]);
    expect(await at(createPermission(admin, api.id, { name: "orders:read" }))).toEqual([
      409,
      "name",
    ]);
    expect(await at(createEndpoint(admin, api.id, again))).toEqual([409, "path"]);
    const other = await createEndpoint(admin, api.id, { ...again, method: "PUT" });
    expect(await at(editEndpoint(admin, api.id, other.id, { method: "GET" }))).toEqual([
      409,
      "path",
    ]);
    expect(await editEndpoint(admin, api.id, endpoint.id, { path: "/orders/{id}" })).toMatchObject({
      path: "/orders/{id}",
    });
    const billing = await createApi(admin, { ...orders, slug: "billing" });
    expect(await at(editApi(admin, billing.id, { slug: "orders" }))).toEqual([409, "slug"]);
    expect(await createApi((await mintOrganization()).admin, orders)).toMatchObject({
      slug: "orders",
    });
  });

  it("takes one of twenty endpoints of the same shape made at once", async () => {
    const { organization, api } = await withCatalog();
    const results = await Promise.allSettled(
      Array.from({ length: 20 }, (_, n) =>
        createEndpoint(organization.admin, api.id, { method: "GET", path: `/items/{item${n}}` }),
      ),
    );
    expect(results.filter((result) => result.status === "fulfilled")).toHaveLength(1);
    expect((await listEndpoints(organization.admin, api.id, { search: "items" })).total).toBe(1);
  });

  it("keeps what is granted, bound or required", async () => {
    const { organization, api, permission, endpoint } = await withCatalog();
    const { admin } = organization;
    const required = await failure(deletePermission(admin, api.id, permission.id));
    expect(required).toMatchObject({ status: 409 });
    expect(required.message).toContain("GET /orders/{orderId}");
    const application = await grant(organization, api.id, { endpointId: endpoint.id });
    for (const remove of [
      () => deleteApi(admin, api.id),
      () => deleteEndpoint(admin, api.id, endpoint.id),
    ]) {
      const error = await failure(remove());
      expect(error.status).toBe(409);
      expect(error.message).toContain("“CRM”");
    }
    expect((await getApi(admin, api.id)).applicationList).toEqual([
      { id: application, name: "CRM" },
    ]);
    expect((await listApis(admin, {})).data).toMatchObject([{ applications: 1 }]);
    await transact(admin, (tx) =>
      tx
        .update(applications)
        .set({ deletedAt: new Date() })
        .where(and(eq(applications.orgId, organization.id), eq(applications.id, application))),
    );
    const { token } = await createToken(admin, {
      name: "gateway",
      scopes: ["keys.verify"],
      api: "orders",
    });
    expect((await failure(deleteApi(admin, api.id))).message).toContain("“gateway”");
    await revokeToken(admin, token.id);
    await deleteApi(admin, api.id);
    expect((await failure(getApi(admin, api.id))).code).toBe("NOT_FOUND");
    expect((await events(admin, api.id)).at(-1)).toMatchObject({ action: "api.deleted" });
    expect((await announced(admin, api.id)).at(-1)).toEqual({ kind: "catalog", revision: 4 });
  });

  it("lets go of what nobody uses", async () => {
    const { organization, api, permission, endpoint } = await withCatalog();
    const { admin } = organization;
    await grant(organization, api.id, { permissionId: permission.id });
    await deleteEndpoint(admin, api.id, endpoint.id);
    expect((await failure(deletePermission(admin, api.id, permission.id))).status).toBe(409);
    const free = await createPermission(admin, api.id, { name: "orders:write" });
    await deletePermission(admin, api.id, free.id);
    expect((await events(admin, free.id)).map((event) => event.action)).toEqual([
      "permission.created",
      "permission.deleted",
    ]);
    expect((await listPermissions(admin, api.id, {})).data).toEqual([permission]);
  });

  it("answers a stranger as if it did not exist", async () => {
    const { api, permission, endpoint } = await withCatalog();
    const { admin: stranger } = await mintOrganization();
    const own = await createApi(stranger, orders);
    const attempts: ((id: "foreign" | "missing") => Promise<unknown>)[] = [
      (id) => getApi(stranger, id === "foreign" ? api.id : newId("api")),
      (id) => editApi(stranger, id === "foreign" ? api.id : newId("api"), {}),
      (id) => deleteApi(stranger, id === "foreign" ? api.id : newId("api")),
      (id) => listEndpoints(stranger, id === "foreign" ? api.id : "nowhere", {}),
      (id) => deleteEndpoint(stranger, own.id, id === "foreign" ? endpoint.id : newId("end")),
      (id) => editPermission(stranger, own.id, id === "foreign" ? permission.id : "\0", {}),
    ];
    for (const attempt of attempts) {
      const foreign = await failure(attempt("foreign"));
      const missing = await failure(attempt("missing"));
      expect(foreign.code).toBe("NOT_FOUND");
      expect([foreign.message, foreign.extra]).toEqual([missing.message, missing.extra]);
    }
  });

  it("is changed by owners and admins only, and by tokens with the scope", async () => {
    const { organization, api } = await withCatalog();
    const { actor: reader } = await mintToken(organization, ["catalog.read"]);
    const { actor: writer } = await mintToken(organization, ["catalog.write"]);
    for (const actor of [organization.developer, organization.auditor, reader]) {
      expect((await failure(createApi(actor, orders))).code).toBe("FORBIDDEN");
      expect((await failure(deleteApi(actor, api.id))).code).toBe("FORBIDDEN");
    }
    expect((await failure(getApi(writer, api.id))).code).toBe("FORBIDDEN");
    expect(await createApi(writer, { ...orders, slug: "billing" })).toMatchObject({
      slug: "billing",
    });
  });

  it("is listed page by page", async () => {
    const { admin } = await mintOrganization();
    for (const slug of ["c", "a", "b"]) await createApi(admin, { ...orders, name: slug, slug });
    const first = await listApis(admin, { limit: "2" });
    expect(first.data.map((api) => api.slug)).toEqual(["a", "b"]);
    expect(first.total).toBe(3);
    const second = await listApis(admin, { limit: 2, after: first.nextCursor });
    expect(second).toMatchObject({ data: [{ slug: "c" }], nextCursor: null });
    expect((await listApis(admin, { page: 2, limit: 2 })).data).toEqual(second.data);
    expect((await listApis(admin, { search: "%" })).total).toBe(0);
    expect((await failure(listApis(admin, { colour: "red" }))).status).toBe(422);
  });

  it.each([
    { slug: "Orders" },
    { slug: "-orders" },
    { slug: "api_01" },
    { slug: "" },
    { baseUrl: "javascript:alert(1)" },
    { name: "" },
    { name: "a\u202eb" },
    { extra: 1 },
  ])("refuses an API with %j", async (wrong) => {
    const { admin } = await mintOrganization();
    expect((await failure(createApi(admin, { ...orders, ...wrong }))).status).toBe(422);
  });
});
