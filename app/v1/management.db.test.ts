import { beforeAll, describe, expect, test } from "vitest";
import { scopes } from "@/lib/access/rights";
import { newId } from "@/lib/ids";
import { testDatabase } from "@/lib/testing/database";
import { type MintedOrganization, mintOrganization, mintToken } from "@/lib/testing/organization";
import { type Call, callAs, wish } from "./testing/call";

testDatabase();

let ours: MintedOrganization;
let serviceToken: string;
let call: Call;

beforeAll(async () => {
  ours = await mintOrganization();
  serviceToken = (await mintToken(ours, scopes)).serviceToken;
  call = callAs(serviceToken);
});

const newApplication = async () => (await call("POST /v1/applications", { body: wish() })).json;

test("the whole story by the management API alone", async () => {
  const api = await call("POST /v1/apis", {
    body: { name: "Orders", slug: "orders", baseUrl: "https://orders.example" },
  });
  expect(api.status).toBe(201);
  const apiPath = `/v1/apis/${api.json.id}`;
  expect(api.headers.get("location")).toBe(apiPath);
  const read = await call(`POST ${apiPath}/permissions`, { body: { name: "orders:read" } });
  expect(read.status).toBe(201);
  const listed = await call(`POST ${apiPath}/endpoints`, {
    body: { method: "GET", path: "/orders/{orderId}", permission: "orders:read" },
  });
  expect(listed).toMatchObject({ status: 201, json: { path: "/orders/{orderId}" } });
  const application = await newApplication();
  const path = `/v1/applications/${application.id}`;
  const granted = await call(`PUT ${path}/grants`, {
    body: {
      grants: [
        { api: "orders", permission: "orders:read" },
        { api: "orders", endpoint: "GET /orders/{orderId}" },
      ],
    },
  });
  expect(granted.status).toBe(200);
  expect((await call(`GET ${path}/grants`)).json.grants).toHaveLength(2);
  const body = { name: "ci", environment: "production" };
  const created = await call(`POST ${path}/keys`, { body });
  expect(created).toMatchObject({ status: 201, json: { apiKey: expect.any(String) } });
  const asked = { key: created.json.apiKey, api: "orders", permissions: ["orders:read"] };
  expect((await call("POST /v1/keys/verify", { body: asked })).json.code).toBe("VALID");
  const bearer = { token: created.json.apiKey };
  expect((await call("GET /v1/keys/self", bearer)).json.permissions).toEqual(["orders:read"]);
  const keyPath = `/v1/keys/${created.json.key.id}`;
  const revoked = await call(`POST ${keyPath}/revoke`, { body: { reason: "compromised" } });
  expect(revoked).toMatchObject({
    status: 200,
    json: {
      id: created.json.key.id,
      status: "revoked",
      revision: expect.any(Number),
      effectiveAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
      gates: { acknowledged: 0, lapsed: 0 },
    },
  });
  expect((await call("POST /v1/keys/verify", { body: asked })).json.code).toBe("REVOKED");
  expect((await call(`POST ${keyPath}/revoke`)).json.status).toBe("revoked");
  expect((await call("GET /v1/keys/self", bearer)).status).toBe(401);
  expect((await call(`DELETE ${apiPath}`)).status).toBe(409);
  expect((await call(`POST ${path}/deactivate`)).json.status).toBe("inactive");
  expect((await call(`POST ${path}/activate`)).json.status).toBe("active");
  expect((await call(`POST ${path}/activate`, { body: { now: true } })).status).toBe(422);
  expect(await call(`DELETE ${path}`)).toMatchObject({ status: 204, json: undefined });
  expect((await call(`GET ${path}`)).status).toBe(404);
  const permission = `${apiPath}/permissions/${read.json.id}`;
  const endpoint = `${apiPath}/endpoints/${listed.json.id}`;
  expect((await call(`DELETE ${permission}`)).status).toBe(409);
  expect((await call(`DELETE ${endpoint}`)).status).toBe(204);
  expect((await call(`DELETE ${permission}`)).status).toBe(204);
  expect((await call(`DELETE ${apiPath}`)).status).toBe(204);
  const { data } = (await call("GET /v1/audit-events?action=key.revoked")).json;
  expect(data[0]).toMatchObject({ action: "key.revoked", actor: { kind: "token" } });
});

test("a key's limits are made, told, changed and kept by the portal's own verification", async () => {
  const { id } = await newApplication();
  const rateLimits = [{ name: "default", limit: 2, seconds: 86_400 }];
  const quota = { limit: 3, period: "month" };
  const body = { name: "ci", environment: "production", rateLimits, quota };
  const created = await call(`POST /v1/applications/${id}/keys`, { body });
  expect(created).toMatchObject({ status: 201, json: { key: { rateLimits, quota } } });
  const { apiKey, key } = created.json;
  const verified = async () => (await call("POST /v1/keys/verify", { body: { key: apiKey } })).json;
  expect(await verified()).toMatchObject({
    code: "VALID",
    rateLimits: [{ name: "default", limit: 2, remaining: 1, resetAt: expect.any(String) }],
  });
  expect((await verified()).code).toBe("VALID");
  expect(await verified()).toMatchObject({
    valid: false,
    code: "RATE_LIMITED",
    rateLimits: [{ remaining: 0 }],
  });
  const gateway = { "x-portcullis-token": serviceToken, "x-api-key": apiKey };
  const refused = await call("GET /v1/forward-auth", { token: "", headers: gateway });
  expect(refused).toMatchObject({ status: 429, json: { code: "TOO_MANY_REQUESTS" } });
  expect(Object.fromEntries(refused.headers)).toMatchObject({
    "x-portcullis-code": "RATE_LIMITED",
    "retry-after": expect.stringMatching(/^[1-9][0-9]*$/),
    "ratelimit-policy": '"default";q=2',
    ratelimit: expect.stringMatching(/^"default";r=0;t=[1-9][0-9]*$/),
  });
  const path = `/v1/keys/${key.id}`;
  const edit = (change: object) =>
    call(`PATCH ${path}`, { body: change, headers: { "if-match": "*" } });
  expect(await edit({ rateLimits: [{ name: "Default" }] })).toMatchObject({ status: 422 });
  expect(await edit({ rateLimits: [] })).toMatchObject({ json: { rateLimits: [], quota } });
  expect((await verified()).code).toBe("VALID");
  expect((await verified()).code).toBe("QUOTA_EXCEEDED");
  expect(await edit({ quota: null })).toMatchObject({ json: { quota: null } });
  expect(await verified()).toMatchObject({ code: "VALID", rateLimits: [] });
  expect((await call(`GET ${path}`)).json).toMatchObject({ rateLimits: [], quota: null });
});

test("lists come in pages that fit together", async () => {
  const { serviceToken } = await mintToken(await mintOrganization(), scopes);
  const owner = { token: serviceToken };
  for (let i = 0; i < 5; i++) {
    await call("POST /v1/applications", { ...owner, body: wish(`Page ${i}`) });
  }
  const names: string[] = [];
  let after = "";
  do {
    const { json } = await call(`GET /v1/applications?limit=2&sort=name${after}`, owner);
    names.push(...json.data.map((a: { name: string }) => a.name));
    after = json.nextCursor && `&after=${json.nextCursor}`;
  } while (after);
  expect(names).toEqual([0, 1, 2, 3, 4].map((i) => `Page ${i}`));
});

test.each([
  ["GET /v1/applications?limit=0", 422],
  ["GET /v1/applications?limit=101", 422],
  ["GET /v1/applications?limit=1&limit=2", 422],
  ["GET /v1/applications?colour=red", 422],
  ["GET /v1/applications?__proto__=x", 422],
  ["GET /v1/applications?after=garbage", 422],
  ["GET /v1/applications?search=%00", 422],
  [`GET /v1/applications/${newId("app")}?x=1`, 422],
  [`GET /v1/applications/${newId("app")}`, 404],
  ["GET /v1/applications/nonsense", 404],
  [`GET /v1/applications/${newId("app")}/keys`, 404],
  ["GET /v1/applications/%00/keys", 404],
  [`GET /v1/applications/${newId("app")}/keys?application=${newId("app")}`, 422],
  [`GET /v1/keys/${newId("key")}`, 404],
  [`POST /v1/keys/${newId("key")}/revoke`, 404],
  ["GET /v1/apis/no-such", 404],
  [`DELETE /v1/tokens/${newId("tok")}`, 404],
  ["GET /v1/nothing/here", 404],
  ["POST /v1", 404],
  ["DELETE /v1/applications", 405],
  ["OPTIONS /v1/applications", 405],
  ["PUT /v1/keys/verify", 405],
  ["GET /v1/keys/verify", 405],
])("%s is answered %d with a problem", async (request, status) => {
  const answer = await call(request);
  expect(answer.status).toBe(status);
  expect(answer.headers.get("content-type")).toBe("application/problem+json");
  expect(answer.json).toMatchObject({ status, requestId: answer.headers.get("x-request-id") });
  expect(answer.headers.has("allow")).toBe(status === 405);
});

test("a HEAD is a GET without its body", async () => {
  const answer = await call("HEAD /v1/applications");
  expect([answer.status, answer.json]).toEqual([200, undefined]);
});

test.each([
  ["no JSON", "{", 400],
  ["nothing", undefined, 400],
  ["an array", [], 422],
  ["a name twice", '{"name":"a","name":"b","baseUrl":"https://a.example"}', 400],
  ["__proto__", '{"name":"a","baseUrl":"https://a.example","__proto__":{}}', 400],
  ["a NUL", { name: "a\u0000", baseUrl: "https://a.example" }, 422],
  ["half a surrogate", '{"name":"\\ud800","baseUrl":"https://a.example"}', 422],
  ["a script as address", { name: "a", baseUrl: "javascript:alert(1)" }, 422],
  ["100 KB", { name: "a".repeat(100_000), baseUrl: "https://a.example" }, 413],
])("a body of %s is refused and stores nothing", async (_, body, status) => {
  const before = (await call("GET /v1/applications")).json.total;
  expect((await call("POST /v1/applications", { body })).status).toBe(status);
  expect((await call("GET /v1/applications")).json.total).toBe(before);
});

describe("If-Match", () => {
  test("guards every edit", async () => {
    const application = await call("POST /v1/applications", { body: wish() });
    const path = `/v1/applications/${application.json.id}`;
    const etag = application.headers.get("etag") ?? "";
    expect((await call(`GET ${path}`)).headers.get("etag")).toBe(etag);
    const edit = (description: string, ifMatch?: string) =>
      call(`PATCH ${path}`, {
        body: { description },
        headers: ifMatch === undefined ? {} : { "if-match": ifMatch },
      });
    expect((await edit("a")).status).toBe(428);
    expect((await edit("a", "3")).status).toBe(400);
    const done = await edit("a", etag);
    expect(done).toMatchObject({ status: 200, json: { description: "a" } });
    expect((await edit("b", etag)).status).toBe(412);
    expect((await edit("b", done.headers.get("etag") ?? "")).status).toBe(200);
    expect((await edit("c", "*")).status).toBe(200);
    const stale = { headers: { "if-match": etag }, body: { grants: [] } };
    expect((await call(`PUT ${path}/grants`, stale)).status).toBe(412);
  });
});
