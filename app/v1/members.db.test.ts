import { beforeAll, expect, test } from "vitest";
import { scopes } from "@/lib/access/rights";
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

test("members are read, added, given a role and removed", async () => {
  const wish = { email: "dana@example.test", name: "Dana", role: "developer" };
  const added = await call("POST /v1/members", { body: wish });
  expect(added).toMatchObject({ status: 201, json: { ...wish, revision: 1 } });
  const path = added.headers.get("location") ?? "";
  expect(path).toBe(`/v1/members/${added.json.id}`);
  expect((await call("POST /v1/members", { body: wish })).status).toBe(409);
  expect((await call("GET /v1/members?search=dana")).json.total).toBe(1);

  const body = { role: "auditor" };
  expect((await call(`PATCH ${path}`, { body })).status).toBe(428);
  const match = (etag: string) => ({ body, headers: { "if-match": etag } });
  expect((await call(`PATCH ${path}`, match('"7"'))).status).toBe(412);
  const changed = await call(`PATCH ${path}`, match(added.headers.get("etag") ?? ""));
  expect(changed).toMatchObject({ status: 200, json: { role: "auditor", revision: 2 } });
  expect((await call(`GET ${path}`)).headers.get("etag")).toBe('"2"');
  const owner = `/v1/members/${ours.owner.id}`;
  expect((await call(`PATCH ${owner}`, match("*"))).status).toBe(403);

  expect((await call(`DELETE ${path}`)).status).toBe(204);
  expect((await call(`GET ${path}`)).status).toBe(404);
});

test("a member who owns something is removed with the word of what becomes of it", async () => {
  const { developer, admin } = ours;
  await mintKey(developer);
  const path = `/v1/members/${developer.id}`;
  const silent = await call(`DELETE ${path}`);
  expect(silent).toMatchObject({
    status: 409,
    json: { errors: [{ path: "applicationsTo" }, { path: "keys" }] },
  });
  expect((await call(`DELETE ${path}?keys=burn`)).status).toBe(422);
  expect((await call(`DELETE ${path}?force=1`)).status).toBe(422);
  expect((await call(`DELETE ${path}?applicationsTo=${admin.id}&keys=revoke`)).status).toBe(204);
  expect((await call("GET /v1/keys?status=revoked")).json.total).toBe(1);
});

test("invitations are made, renewed and withdrawn, and show each link once", async () => {
  const wish = { email: "ivy@example.test", role: "developer" };
  const key = { "idempotency-key": "invite-ivy" };
  const made = await call("POST /v1/invitations", { body: wish, headers: key });
  expect(made).toMatchObject({ status: 201, json: { invitation: { ...wish, status: "pending" } } });
  expect(made.json.link).toMatch(/\/invitations#[\w-]{22}$/);
  const again = await call("POST /v1/invitations", { body: wish, headers: key });
  expect(again.json).toEqual({ invitation: made.json.invitation, secretShown: true });
  expect((await call("POST /v1/invitations", { body: wish })).status).toBe(409);

  const path = `/v1/invitations/${made.json.invitation.id}`;
  const renewed = await call(`POST ${path}/resend`);
  expect(renewed.status).toBe(201);
  expect(renewed.json.link).not.toBe(made.json.link);
  expect((await call("GET /v1/invitations?status=pending")).json.total).toBe(1);
  expect(JSON.stringify((await call("GET /v1/invitations")).json)).not.toContain("#");
  expect((await call(`DELETE ${path}`)).status).toBe(204);
  expect((await call(`GET ${path}`)).json.status).toBe("withdrawn");
  expect((await call(`POST ${path}/resend`)).status).toBe(409);
});
