import { expect, test } from "vitest";
import { createApplication } from "@/lib/applications/create";
import { replaceGrants } from "@/lib/grants/replace";
import { createKey } from "@/lib/keys/create";
import { defaultCeilings } from "@/lib/policies/ceiling";
import { mintApi } from "@/lib/testing/catalog";
import { testDatabase } from "@/lib/testing/database";
import { mintOrganization, mintToken } from "@/lib/testing/organization";
import { callAs } from "./testing/call";

testDatabase();

const body = { ceilings: { developer: { production: "none" } } };

test("policies are read, tried and set under the ETag that was read", async () => {
  const organization = await mintOrganization();
  const { developer } = organization;
  await mintApi(organization);
  const { id } = await createApplication(developer, {
    name: "CRM",
    baseUrl: "https://crm.example",
  });
  await replaceGrants(developer, id, { grants: [{ api: "orders", permission: "orders:read" }] });
  const { key } = await createKey(developer, id, { name: "ci", environment: "production" });
  const scopes = ["policies.read", "policies.write"] as const;
  const call = callAs((await mintToken(organization, scopes)).serviceToken);

  const read = await call("GET /v1/policies");
  expect(read).toMatchObject({ status: 200, json: { ceilings: defaultCeilings, revision: 1 } });
  expect(read.headers.get("etag")).toBe('"1"');
  expect((await call("POST /v1/policies/dry-run", { body })).json).toMatchObject({
    narrowed: { total: 1, keys: [{ id: key.id, grantsLost: 1, owner: { id: developer.id } }] },
  });
  const set = await call("PUT /v1/policies", { body, headers: { "if-match": '"1"' } });
  expect(set).toMatchObject({
    status: 200,
    json: {
      ceilings: { ...defaultCeilings, developer: { staging: "non-sensitive", production: "none" } },
      revision: 2,
      effectiveAt: expect.any(String),
    },
  });
  expect(set.headers.get("etag")).toBe('"2"');
  const late = await call("PUT /v1/policies", { body, headers: { "if-match": '"1"' } });
  expect(late).toMatchObject({ status: 412, json: { code: "PRECONDITION_FAILED" } });
  const odd = await call("PUT /v1/policies", {
    body: { ceilings: { developer: { production: "some" } } },
    headers: { "if-match": "*" },
  });
  expect(odd).toMatchObject({
    status: 422,
    json: { errors: [{ path: "ceilings.developer.production" }] },
  });
});

test("who may only read sets and tries nothing", async () => {
  const organization = await mintOrganization();
  const call = callAs((await mintToken(organization, ["policies.read"])).serviceToken);
  for (const request of ["PUT /v1/policies", "POST /v1/policies/dry-run"]) {
    const headers = { "if-match": "*" };
    expect(await call(request, { body, headers })).toMatchObject({ status: 403 });
  }
  expect((await call("GET /v1/policies")).json.ceilings).toEqual(defaultCeilings);
});
