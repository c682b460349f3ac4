import { beforeAll, describe, expect, test } from "vitest";
import { scopes } from "@/lib/access/rights";
import { listAuditEvents } from "@/lib/audit/list";
import { mintApi } from "@/lib/testing/catalog";
import { testDatabase } from "@/lib/testing/database";
import { type MintedOrganization, mintOrganization, mintToken } from "@/lib/testing/organization";
import { type Call, callAs, wish } from "./testing/call";

testDatabase();

let ours: MintedOrganization;
let call: Call;

beforeAll(async () => {
  ours = await mintOrganization();
  call = callAs((await mintToken(ours, scopes)).serviceToken);
});

const newApplication = async () => (await call("POST /v1/applications", { body: wish() })).json;

describe("Idempotency-Key", () => {
  const once = (key: string, path: string, body?: unknown) =>
    call(`POST ${path}`, { body, headers: { "idempotency-key": key } });

  test("of 50 at once, one makes a key and one answer carries its secret", async () => {
    const { id } = await newApplication();
    const path = `/v1/applications/${id}/keys`;
    const body = { name: "ci", environment: "production" };
    const answers = await Promise.all(Array.from({ length: 50 }, () => once("race", path, body)));
    expect(answers.map((a) => a.status)).toEqual(Array(50).fill(201));
    expect(answers.filter((a) => "apiKey" in a.json)).toHaveLength(1);
    const repeats = answers.filter((a) => a.json.secretShown === true);
    expect(repeats).toHaveLength(49);
    for (const { json } of repeats) expect(Object.keys(json)).not.toContain("secretKey");
    expect(new Set(answers.map((a) => a.json.key.id)).size).toBe(1);
    expect((await call(`GET ${path}`)).json.total).toBe(1);
    const { total } = await listAuditEvents(ours.owner, { application: id, action: "key.created" });
    expect(total).toBe(1);
  });

  test("of a JWT key, its token is answered once", async () => {
    const { id } = await newApplication();
    const grants = [{ api: (await mintApi(ours)).slug, permission: "orders:read" }];
    await call(`PUT /v1/applications/${id}/grants`, { body: { grants } });
    const body = {
      name: "ci",
      environment: "production",
      kind: "jwt",
      expiresAt: "2030-01-01T00:00:00Z",
    };
    const ask = (action = "keys", sent: unknown = body, at = `/v1/applications/${id}`) =>
      once(`jwt-${action}`, `${at}/${action}`, sent);
    const first = await ask();
    expect(first).toMatchObject({ status: 201, json: { token: expect.any(String) } });
    const { key } = first.json;
    expect((await ask()).json).toEqual({ key, secretShown: true });
    const rotate = () => ask("rotate", {}, `/v1/keys/${key.id}`);
    expect((await rotate()).json.token).toEqual(expect.any(String));
    expect(Object.keys((await rotate()).json)).not.toContain("token");
  });

  test("used for another body or path is refused in words", async () => {
    expect((await once("other", "/v1/applications", wish())).status).toBe(201);
    const again = await once("other", "/v1/applications", wish());
    expect(again).toMatchObject({ status: 422, json: { errors: [{ path: "Idempotency-Key" }] } });
    expect((await once("other", "/v1/apis", wish())).status).toBe(422);
  });

  test("is free again after a failure, and of one token only", async () => {
    const body = wish();
    expect((await once("free", "/v1/applications", { ...body, baseUrl: "x" })).status).toBe(422);
    const first = await once("free", "/v1/applications", body);
    expect(first.status).toBe(201);
    expect((await once("free", "/v1/applications", body)).json).toEqual(first.json);
    const { serviceToken } = await mintToken(ours, scopes);
    const headers = { "idempotency-key": "free" };
    const other = { token: serviceToken, body: wish(), headers };
    expect((await call("POST /v1/applications", other)).status).toBe(201);
  });

  test("of a conflict does not stand in the way of the next attempt", async () => {
    const taken = wish();
    await call("POST /v1/applications", { body: taken });
    for (let i = 0; i < 2; i++) {
      expect((await once("conflict", "/v1/applications", taken)).status).toBe(409);
    }
  });

  test("of a refused one claims nothing", async () => {
    const { serviceToken } = await mintToken(ours, ["applications.read"]);
    const sent = { token: serviceToken, body: wish(), headers: { "idempotency-key": "no" } };
    for (let i = 0; i < 2; i++) {
      expect((await call("POST /v1/applications", sent)).status).toBe(403);
    }
  });

  test("that is none is refused", async () => {
    for (const key of ["", "a b", "x".repeat(256)]) {
      expect((await once(key, "/v1/applications", wish())).status).toBe(400);
    }
  });

  test("makes a repeated service token show nothing", async () => {
    const body = { name: "ci", scopes: ["keys.verify"] };
    const first = await once("token", "/v1/tokens", body);
    expect(first).toMatchObject({ status: 201, json: { serviceToken: expect.any(String) } });
    const second = await once("token", "/v1/tokens", body);
    const { serviceToken, ...rest } = first.json;
    expect(serviceToken).toMatch(/^pcs_/);
    expect(second.json).toEqual({ ...rest, secretShown: true });
  });
});
