import { beforeAll, describe, expect, test } from "vitest";
import { type Scope, scopes } from "@/lib/access/rights";
import { newId } from "@/lib/ids";
import { testDatabase } from "@/lib/testing/database";
import { mintKey } from "@/lib/testing/key";
import { type MintedOrganization, mintOrganization, mintToken } from "@/lib/testing/organization";
import { type Call, callAs } from "./testing/call";

testDatabase();

let ours: MintedOrganization;
let call: Call;

beforeAll(async () => {
  ours = await mintOrganization();
  call = callAs((await mintToken(ours, scopes)).serviceToken);
});

describe("scopes", () => {
  const id = newId("app");
  const cases: [string, Scope][] = [
    ["GET /v1/applications", "applications.read"],
    ["POST /v1/applications", "applications.write"],
    [`GET /v1/applications/${id}`, "applications.read"],
    [`PATCH /v1/applications/${id}`, "applications.write"],
    [`DELETE /v1/applications/${id}`, "applications.write"],
    [`POST /v1/applications/${id}/activate`, "applications.write"],
    [`POST /v1/applications/${id}/deactivate`, "applications.write"],
    [`GET /v1/applications/${id}/keys`, "keys.read"],
    [`POST /v1/applications/${id}/keys`, "keys.write"],
    [`GET /v1/applications/${id}/grants`, "grants.read"],
    [`PUT /v1/applications/${id}/grants`, "grants.write"],
    ["GET /v1/keys", "keys.read"],
    [`GET /v1/keys/${newId("key")}`, "keys.read"],
    [`PATCH /v1/keys/${newId("key")}`, "keys.write"],
    [`POST /v1/keys/${newId("key")}/revoke`, "keys.write"],
    ["POST /v1/keys/verify", "keys.verify"],
    ["GET /v1/apis", "catalog.read"],
    ["POST /v1/apis", "catalog.write"],
    ["GET /v1/apis/x", "catalog.read"],
    ["PATCH /v1/apis/x", "catalog.write"],
    ["DELETE /v1/apis/x", "catalog.write"],
    ["GET /v1/apis/x/endpoints", "catalog.read"],
    ["POST /v1/apis/x/endpoints", "catalog.write"],
    [`PATCH /v1/apis/x/endpoints/${newId("end")}`, "catalog.write"],
    [`DELETE /v1/apis/x/endpoints/${newId("end")}`, "catalog.write"],
    ["GET /v1/apis/x/permissions", "catalog.read"],
    ["POST /v1/apis/x/permissions", "catalog.write"],
    [`PATCH /v1/apis/x/permissions/${newId("prm")}`, "catalog.write"],
    [`DELETE /v1/apis/x/permissions/${newId("prm")}`, "catalog.write"],
    ["GET /v1/tokens", "tokens.read"],
    ["POST /v1/tokens", "tokens.write"],
    [`DELETE /v1/tokens/${newId("tok")}`, "tokens.write"],
    ["GET /v1/members", "members.read"],
    ["GET /v1/audit-events", "audit.read"],
  ];

  test.each(cases)("%s needs %s, and a valid service token", async (request, scope) => {
    const sent = {
      headers: { "if-match": "*" },
      ...(/^(POST|PUT|PATCH)/.test(request) && { body: {} }),
    };
    const lacking = await mintToken(
      ours,
      scopes.filter((other) => other !== scope),
    );
    const having = await mintToken(ours, [scope]);
    const { apiKey } = await mintKey(ours.owner);
    const refused = await call(request, { ...sent, token: lacking.serviceToken });
    expect(refused).toMatchObject({ status: 403, json: { code: "FORBIDDEN" } });
    expect([401, 403, 500]).not.toContain(
      (await call(request, { ...sent, token: having.serviceToken })).status,
    );
    for (const token of ["", "junk", apiKey]) {
      const answer = await call(request, { ...sent, token });
      expect([answer.status, answer.json.code]).toEqual([401, "UNAUTHENTICATED"]);
    }
  });
});

test("a stranger's thing is byte for byte one that does not exist", async () => {
  const stranger = await mintOrganization();
  const { applicationId, key } = await mintKey(stranger.owner);
  const headers = { "if-match": "*" };
  const attempt = async (request: string, body?: unknown) => {
    const { status, json } = await call(request, { headers, body });
    return JSON.stringify([status, { ...json, requestId: "" }]);
  };
  const pairs: [(id: string) => string, string, string, unknown?][] = [
    [(id) => `GET /v1/applications/${id}`, applicationId, newId("app")],
    [(id) => `PATCH /v1/applications/${id}`, applicationId, newId("app"), { name: "x" }],
    [(id) => `DELETE /v1/applications/${id}`, applicationId, newId("app")],
    [(id) => `POST /v1/applications/${id}/deactivate`, applicationId, newId("app")],
    [(id) => `GET /v1/applications/${id}/keys`, applicationId, newId("app")],
    [(id) => `GET /v1/applications/${id}/grants`, applicationId, newId("app")],
    [(id) => `PUT /v1/applications/${id}/grants`, applicationId, newId("app"), { grants: [] }],
    [(id) => `GET /v1/keys/${id}`, key.id, newId("key")],
    [(id) => `PATCH /v1/keys/${id}`, key.id, newId("key"), { name: "x" }],
    [(id) => `POST /v1/keys/${id}/revoke`, key.id, newId("key")],
  ];
  for (const [request, foreign, absent, body] of pairs) {
    const answer = await attempt(request(foreign), body);
    expect(answer).toContain("404");
    expect(answer).toBe(await attempt(request(absent), body));
  }
});
