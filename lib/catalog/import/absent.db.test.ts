import { and, eq } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { applications } from "@/db/schema";
import { testDatabase } from "@/db/testing/database";
import { transact } from "@/db/transact";
import { createEndpoint } from "@/lib/catalog/create-endpoint";
import { failure } from "@/lib/testing/failure";
import { mintToken } from "@/lib/testing/organization";
import { auditOf, changesOf } from "@/lib/testing/trail";
import { document, get, granted, grantsOf, shown, two, withApi } from "./testing/world";

testDatabase();

describe("what the document does not have", () => {
  it("stays while it is granted, unless that is confirmed; then its grants go, and gates hear of it", async () => {
    const { organization, api, now, run } = await withApi();
    await run(two);
    const [list, show] = (await now()).endpointList;
    const crm = await granted(organization, "CRM", { apiId: api.id, endpointId: show?.id });
    const shop = await granted(organization, "Shop", { apiId: api.id, endpointId: list?.id });
    const one = document({ "/orders": get("List") });
    const preview = await run(one, { dryRun: true });
    expect(preview.removed).toMatchObject([
      { name: "GET /orders/{id}", grantedTo: { count: 1, first: ["CRM"] } },
    ]);
    expect(preview.affectedGrants).toMatchObject([
      { application: { id: crm }, grant: "GET /orders/{id}", effect: "removed" },
    ]);
    expect(preview.affected).toEqual({ grants: 1, applications: 1 });
    const trail = await auditOf(organization);
    const refused = await failure(run(one));
    expect(refused.status).toBe(409);
    expect(refused.message).toContain("“CRM”");
    expect(refused.message).not.toContain("Shop");
    expect((await now()).endpoints).toBe(2);
    expect(await auditOf(organization)).toEqual(trail);

    const kept = await run(one, { remove: false });
    expect(kept).toMatchObject({ removed: [], kept: [{ name: "GET /orders/{id}" }], revision: 2 });
    const others = await run(one, { remove: [list?.id ?? ""] });
    expect(others).toMatchObject({ removed: [], added: [], changed: [] });

    const { actor: cataloguer } = await mintToken(organization, ["catalog.write"]);
    const removal = { remove: [show?.id ?? ""], removeGrants: true };
    expect((await failure(run(one, removal, cataloguer))).code).toBe("FORBIDDEN");
    const seen = (await changesOf(organization)).length;
    await run(one, removal);
    expect((await now()).endpoints).toBe(1);
    expect(await grantsOf(organization, crm)).toEqual([]);
    expect(await grantsOf(organization, shop)).toHaveLength(1);
    expect((await changesOf(organization)).slice(seen)).toEqual([
      { kind: "grants", id: crm, revision: 2 },
      { kind: "catalog", id: api.id, revision: 3 },
    ]);
    expect((await auditOf(organization)).slice(-2)).toMatchObject([
      {
        action: "grants.replaced",
        applicationId: crm,
        targetName: "CRM",
        after: { added: [], removed: ["orders GET /orders/{id}"] },
      },
      {
        action: "api.imported",
        after: {
          removed: { count: 1, first: ["GET /orders/{id}"] },
          affectedGrants: { count: 1, first: ["CRM: GET /orders/{id} removed"] },
        },
      },
    ]);
  });

  it("is not counted as granted to an application that is deleted", async () => {
    const { organization, api, now, run } = await withApi();
    await run(two);
    const [, show] = (await now()).endpointList;
    const crm = await granted(organization, "CRM", { apiId: api.id, endpointId: show?.id });
    await transact(organization.owner, (tx) =>
      tx
        .update(applications)
        .set({ deletedAt: new Date() })
        .where(and(eq(applications.orgId, organization.id), eq(applications.id, crm))),
    );
    const done = await run(document({ "/orders": get("List") }));
    expect(done.affectedGrants).toEqual([]);
    expect((await now()).endpoints).toBe(1);
  });
});

describe("the plan that a preview names", () => {
  it("is refused where the catalogue, the grants or the document are others now", async () => {
    const { organization, admin, api, now, run } = await withApi();
    await run(two);
    const one = document({ "/orders": get("Changed") });
    const { plan } = await run(one, { dryRun: true });
    expect((await failure(run(two, { plan }))).status).toBe(412);
    await createEndpoint(admin, api.id, { method: "PUT", path: "/orders" });
    const stale = await failure(run(one, { plan }));
    expect([stale.status, stale.message]).toEqual([412, expect.stringContaining("new preview")]);
    const next = await run(one, { dryRun: true });
    const [, , show] = (await now()).endpointList;
    await granted(organization, "CRM", { apiId: api.id, endpointId: show?.id });
    expect((await failure(run(one, { plan: next.plan, removeGrants: true }))).status).toBe(412);
    const last = await run(one, { dryRun: true });
    await run(one, { plan: last.plan, removeGrants: true });
    expect(shown((await now()).endpointList)).toEqual(["GET /orders orders:read"]);
  });

  it("is done once of twenty at once", async () => {
    const { organization, now, run } = await withApi();
    const { plan } = await run(two, { dryRun: true });
    const results = await Promise.allSettled(Array.from({ length: 20 }, () => run(two, { plan })));
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    const refusals = results.flatMap((it) => (it.status === "rejected" ? [it.reason.status] : []));
    expect(refusals).toEqual(Array(19).fill(412));
    expect(await now()).toMatchObject({ endpoints: 2, permissions: 1, revision: 2 });
    const imported = (await auditOf(organization)).filter((it) => it.action === "api.imported");
    expect(imported).toHaveLength(1);
  });
});
