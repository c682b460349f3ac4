import { describe, expect, it } from "vitest";
import { testDatabase } from "@/db/testing/database";
import { createEndpoint } from "@/lib/catalog/create-endpoint";
import { createPermission } from "@/lib/catalog/create-permission";
import { newId } from "@/lib/ids";
import { failure } from "@/lib/testing/failure";
import { mintOrganization, mintToken } from "@/lib/testing/organization";
import { auditOf, changesOf } from "@/lib/testing/trail";
import { importDocument } from "./import-document";
import { document, get, granted, grantsOf, shown, two, withApi } from "./testing/world";

testDatabase();

describe("an import", () => {
  it("is looked at without a trace, then done, told once and written down once", async () => {
    const { organization, api, now, run } = await withApi();
    const before = [await auditOf(organization), await changesOf(organization)];
    const preview = await run(two, { dryRun: true });
    expect(preview).toMatchObject({
      applied: false,
      document: { openapi: "3.1.0", title: "Orders", version: "1.2.0" },
      added: [
        { kind: "endpoint", name: "GET /orders", summary: "List", permission: "orders:read" },
        { kind: "endpoint", name: "GET /orders/{id}" },
        { kind: "permission", name: "orders:read" },
      ],
      changed: [],
      removed: [],
      skipped: [],
      revision: 1,
    });
    expect((await now()).endpoints).toBe(0);
    expect([await auditOf(organization), await changesOf(organization)]).toEqual(before);

    const done = await run(two, { plan: preview.plan });
    expect(done).toEqual({ ...preview, applied: true, revision: 2 });
    const after = await now();
    expect(shown(after.endpointList)).toEqual([
      "GET /orders orders:read",
      "GET /orders/{id} orders:read",
    ]);
    expect(after).toMatchObject({ revision: 2, permissions: 1 });
    const [event, ...more] = (await auditOf(organization)).slice(before[0]?.length);
    expect(more).toEqual([]);
    expect(event).toMatchObject({
      action: "api.imported",
      actorId: organization.admin.id,
      targetId: api.id,
      targetName: "Orders",
      after: {
        document: "Orders 1.2.0",
        added: { count: 3, first: ["GET /orders", "GET /orders/{id}", "orders:read"] },
        kept: 0,
        skipped: 0,
      },
    });
    expect((await changesOf(organization)).slice(before[1]?.length)).toEqual([
      { kind: "catalog", id: api.id, revision: 2 },
    ]);
  });

  it("of the same document again changes nothing and leaves no trace", async () => {
    const { organization, now, run } = await withApi();
    await run(two);
    const before = [await now(), await auditOf(organization), await changesOf(organization)];
    const again = await run(JSON.stringify(two));
    expect(again).toMatchObject({
      applied: true,
      added: [],
      changed: [],
      removed: [],
      unchanged: { endpoints: 2, permissions: 1 },
      revision: 2,
    });
    expect([await now(), await auditOf(organization), await changesOf(organization)]).toEqual(
      before,
    );
  });

  it("of an edited one keeps ids, grants, sensitive marks and what was written by hand", async () => {
    const { organization, admin, api, now, run } = await withApi();
    const permission = await createPermission(admin, api.id, {
      name: "orders:read",
      description: "By hand.",
      sensitive: true,
    });
    await run(two);
    const [, show] = (await now()).endpointList;
    const application = await granted(organization, "CRM", { apiId: api.id, endpointId: show?.id });
    const had = await grantsOf(organization, application);
    const edited = document({
      "/orders": { ...get("List"), post: { tags: ["Orders"], deprecated: true } },
      "/orders/{orderId}": get("Show one"),
    });
    const done = await run(edited);
    expect(done.changed).toMatchObject([
      {
        id: show?.id,
        name: "GET /orders/{id}",
        before: { path: "/orders/{id}", summary: "Show" },
        after: { path: "/orders/{orderId}", summary: "Show one" },
      },
    ]);
    const after = await now();
    expect(after.endpointList).toMatchObject([
      { method: "GET", path: "/orders", revision: 1 },
      { method: "POST", path: "/orders", deprecated: true, permission: { name: "orders:write" } },
      { id: show?.id, path: "/orders/{orderId}", summary: "Show one", revision: 2 },
    ]);
    expect(after.permissionList[0]).toEqual(permission);
    expect(await grantsOf(organization, application)).toEqual(had);
    const last = (await auditOf(organization)).at(-1);
    expect(last?.after).toMatchObject({
      changed: {
        count: 1,
        first: [{ name: "GET /orders/{id}", after: { path: "/orders/{orderId}" } }],
      },
    });
  });

  it("moves endpoints to the permission that a scope names, before the old one goes", async () => {
    const { now, run } = await withApi();
    await run(two);
    const secured = {
      ...two,
      components: {
        securitySchemes: {
          login: { type: "oauth2", flows: { x: { scopes: { "order:view": "View orders." } } } },
        },
      },
      security: [{ login: ["order:view"] }],
    };
    const done = await run(secured);
    expect(done.removed).toMatchObject([{ kind: "permission", name: "orders:read" }]);
    const after = await now();
    expect(shown(after.endpointList)).toEqual([
      "GET /orders order:view",
      "GET /orders/{id} order:view",
    ]);
    expect(after.permissionList).toMatchObject([
      { name: "order:view", description: "View orders.", revision: 1 },
    ]);
  });

  it("takes a description where a permission has none", async () => {
    const { admin, api, now, run } = await withApi();
    await createPermission(admin, api.id, { name: "orders:read" });
    await run({ ...two, tags: [{ name: "Orders", description: "All about orders." }] });
    expect((await now()).permissionList).toMatchObject([
      { description: "All about orders.", revision: 2 },
    ]);
  });
});

describe("an import that is not possible", () => {
  it("is refused at its field", async () => {
    const { run, admin, api } = await withApi();
    const at = async (work: Promise<unknown>) => {
      const { status, extra } = await failure(work);
      return [status, extra.errors?.[0]?.path];
    };
    expect(await at(run("swagger: 2.0"))).toEqual([422, "document"]);
    expect(await at(run(7))).toEqual([422, "document"]);
    expect(await at(run(undefined))).toEqual([422, "document"]);
    expect(await at(run(two, { url: "https://x.example" }))).toEqual([422, "document"]);
    expect(await at(run(two, { prefix: "v1" }))).toEqual([422, "prefix"]);
    expect(await at(run(two, { prefix: "/{tenant}" }))).toEqual([422, "prefix"]);
    expect(await at(run(two, { remove: "all" }))).toEqual([422, "remove"]);
    expect(await at(run(two, { colour: "red" }))).toEqual([422, "colour"]);
    expect(await at(run(`openapi: 3.0.0\n#${"x".repeat(6_000_000)}`))).toEqual([413, undefined]);
    for (const url of ["http://127.0.0.1:1/x", "http://localhost/", "file:///etc/passwd"]) {
      expect(await at(importDocument(admin, api.id, { url }))).toEqual([422, "url"]);
    }
  });

  it("takes the prefix that is asked for", async () => {
    const { now, run } = await withApi();
    await run(two, { prefix: "/v1/" });
    expect(shown((await now()).endpointList)).toEqual([
      "GET /v1/orders orders:read",
      "GET /v1/orders/{id} orders:read",
    ]);
  });

  it("never makes an API larger than it may be", async () => {
    const { admin, api, now, run } = await withApi();
    await createEndpoint(admin, api.id, { method: "GET", path: "/by-hand" });
    const paths = Object.fromEntries(Array.from({ length: 5000 }, (_, n) => [`/p${n}`, get()]));
    const tooMany = await failure(run(document(paths), { remove: false }));
    expect([tooMany.status, tooMany.extra.errors?.[0]?.message]).toEqual([
      422,
      "The API would have 5001 endpoints; it may have 5000.",
    ]);
    await run(document(paths));
    expect((await now()).endpoints).toBe(5000);
  });

  it("is for owners, admins and tokens with the scope, in their organization only", async () => {
    const { organization, api, run } = await withApi();
    const { actor: reader } = await mintToken(organization, ["catalog.read"]);
    const { actor: writer } = await mintToken(organization, ["catalog.write"]);
    for (const actor of [organization.developer, organization.auditor, reader]) {
      for (const dryRun of [true, false]) {
        expect((await failure(run(two, { dryRun }, actor))).code).toBe("FORBIDDEN");
      }
    }
    expect(await run(two, { dryRun: true }, writer)).toMatchObject({ applied: false });
    const { admin: stranger } = await mintOrganization();
    for (const input of [{ document: two }, { url: "http://127.0.0.1/" }]) {
      const foreign = await failure(importDocument(stranger, api.id, input));
      const missing = await failure(importDocument(stranger, newId("api"), input));
      expect([foreign.code, foreign.message]).toEqual([missing.code, missing.message]);
      expect(foreign.code).toBe("NOT_FOUND");
    }
  });
});
