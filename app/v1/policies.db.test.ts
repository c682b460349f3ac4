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

const raw = (value: string) => [
  ["maxLifetimeDays.production", `{"rules":{"maxLifetimeDays":{"production":${value}}}}`],
  ["rotateEveryDays", `{"rules":{"rotateEveryDays":${value}}}`],
  ["maxActiveKeys.staging", `{"rules":{"maxActiveKeys":{"staging":${value}}}}`],
  ["disableIdleDays", `{"rules":{"disableIdleDays":${value}}}`],
];

test("numbers at their edges are refused by the field, wherever they are sent", async () => {
  const organization = await mintOrganization();
  const { owner } = organization;
  const { id } = await createApplication(owner, { name: "CRM", baseUrl: "https://crm.example" });
  const scopes = ["policies.read", "policies.write"] as const;
  const call = callAs((await mintToken(organization, scopes)).serviceToken);
  const headers = { "if-match": "*" };
  const edges = [
    "-1",
    "0",
    "1.5",
    "2147483648",
    "9007199254740992",
    "1e309",
    '"0x10"',
    '"٩"',
    "[]",
  ];
  for (const value of edges) {
    for (const [path, body] of raw(value)) {
      for (const request of [
        "PUT /v1/policies",
        "POST /v1/policies/dry-run",
        `PUT /v1/policies/applications/${id}`,
      ]) {
        const answer = await call(request, {
          body,
          headers: request.startsWith("P") ? headers : {},
        });
        expect([request, body, answer.status, answer.json.errors?.[0]?.path]).toEqual([
          request,
          body,
          422,
          `rules.${path}`,
        ]);
      }
    }
  }
  for (const [, body] of raw("NaN")) {
    expect((await call("PUT /v1/policies", { body, headers })).status).toBe(400);
  }
  expect((await call("GET /v1/policies")).headers.get("etag")).toBe('"1"');
});

test("an application's rules and a key's exceptions are read, set and removed by ETag", async () => {
  const organization = await mintOrganization();
  const { owner } = organization;
  const { id } = await createApplication(owner, { name: "CRM", baseUrl: "https://crm.example" });
  const { key } = await createKey(owner, id, { name: "ci", environment: "production" });
  const scopes = ["policies.read", "policies.write"] as const;
  const call = callAs((await mintToken(organization, scopes)).serviceToken);

  const mine = `/v1/policies/applications/${id}`;
  const read = await call(`GET ${mine}`);
  expect(read.json).toMatchObject({ application: { id }, rules: {}, revision: 1 });
  const rules = { maxLifetimeDays: { production: 30 } };
  const asRead = { "if-match": read.headers.get("etag") ?? "" };
  const set = await call(`PUT ${mine}`, { body: { rules }, headers: asRead });
  expect(set).toMatchObject({
    status: 200,
    json: { rules, effective: { neverAllowed: { staging: true, production: false } } },
  });
  expect((await call(`PUT ${mine}`, { body: { rules }, headers: asRead })).status).toBe(412);
  const looser = await call(`PUT ${mine}`, { body: { rules: { rotateEveryDays: 91 } } });
  expect(looser).toMatchObject({
    status: 422,
    json: { errors: [{ path: "rules.rotateEveryDays" }] },
  });

  const dryRun = { rules: { networksRequired: { production: true } } };
  expect((await call("POST /v1/policies/dry-run", { body: dryRun })).json.broken).toMatchObject({
    total: 1,
    rules: { networks: 1, never: 0 },
    keys: [{ id: key.id, breaches: [{ rule: "networks" }] }],
  });

  const exception = `/v1/policies/exceptions/${key.id}/never`;
  expect((await call(`GET ${exception}`)).status).toBe(404);
  const until = new Date(Date.now() + 86_400_000).toISOString();
  const terms = { until, reason: "Soon." };
  const made = await call(`PUT ${exception}`, { body: terms });
  expect(made).toMatchObject({ status: 200, json: { id: `${key.id}/never`, ...terms } });
  expect((await call("GET /v1/policies/exceptions")).json).toMatchObject({
    data: [{ key: { id: key.id }, rule: "never", until }],
    total: 1,
  });
  const odd = `PUT /v1/policies/exceptions/${key.id}/colour`;
  expect(await call(odd, { body: terms })).toMatchObject({
    status: 422,
    json: { errors: [{ path: "rule" }] },
  });
  for (const body of [
    { ...terms, until: "0x10" },
    { ...terms, until: 9007199254740992 },
    { ...terms, until: "9999-12-31T00:00:00Z" },
    { ...terms, until: "2020-01-01T00:00:00Z" },
  ]) {
    expect(await call(`PUT ${exception}`, { body })).toMatchObject({
      status: 422,
      json: { errors: [{ path: "until" }] },
    });
  }
  expect((await call(`DELETE ${exception}`)).status).toBe(204);
  expect((await call(`DELETE ${exception}`)).status).toBe(404);
  expect((await call(`DELETE ${mine}`)).status).toBe(204);
  expect((await call(`GET ${mine}`)).json.rules).toEqual({});
});
