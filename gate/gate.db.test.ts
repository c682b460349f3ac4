import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { testDatabase } from "@/db/testing/database";
import { deactivateApplication } from "@/lib/applications/set-status";
import { listAuditEvents } from "@/lib/audit/list";
import { trustOf } from "@/lib/forwarding";
import { replaceGrants } from "@/lib/grants/replace";
import { generateKey, generateToken } from "@/lib/keys/format";
import { revokeKey } from "@/lib/keys/revoke";
import { mintApi } from "@/lib/testing/catalog";
import { mintKey } from "@/lib/testing/key";
import { type MintedOrganization, mintOrganization, mintToken } from "@/lib/testing/organization";
import { portalServices } from "@/lib/verification/services";
import type { Gate } from "./server";
import { listen } from "./testing/listen";

testDatabase();

let gate: Gate;
let address: string;
let ours: MintedOrganization;
let serviceToken: string;

beforeAll(async () => {
  ours = await mintOrganization();
  ({ serviceToken } = await mintToken(ours, ["keys.verify"]));
  ({ gate, address } = await listen({ trusted: trustOf(["127.0.0.1"]) }));
});

afterAll(() => gate.drain(1000));

type Sent = { token?: string | null; headers?: Record<string, string>; body?: unknown };

async function ask({ token = serviceToken, headers, body }: Sent) {
  const response = await fetch(`${address}/v1/keys/verify`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      ...(token !== null && { authorization: `Bearer ${token}` }),
      ...headers,
    },
    body: typeof body === "string" || body instanceof Buffer ? body : JSON.stringify(body),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, json: JSON.parse(text) };
}

test("a key is verified, revoked, and refused by the next request", async () => {
  const { apiKey, key } = await mintKey(ours.owner);
  const first = await ask({ body: { key: apiKey } });
  expect(first).toMatchObject({ status: 200, json: { valid: true, code: "VALID" } });
  expect(first.headers.get("x-request-id")).toBe(first.json.requestId);
  expect(first.headers.get("cache-control")).toBe("no-store");
  await revokeKey(ours.owner, key.id, {});
  const second = await ask({ body: { key: apiKey } });
  expect(second).toMatchObject({ status: 200, json: { valid: false, code: "REVOKED" } });
});

test("a key of an inactive application is refused by the next request", async () => {
  const { apiKey, applicationId } = await mintKey(ours.owner);
  expect((await ask({ body: { key: apiKey } })).json.code).toBe("VALID");
  await deactivateApplication(ours.owner, applicationId);
  expect((await ask({ body: { key: apiKey } })).json.code).toBe("APPLICATION_INACTIVE");
});

test("unknown and foreign keys get the same bytes save the request id", async () => {
  const stranger = await mintOrganization();
  const foreign = await mintKey(stranger.owner);
  const answers = await Promise.all(
    [foreign.apiKey, generateKey("pcl", "production")].map((key) => ask({ body: { key } })),
  );
  const bytes = answers.map(({ text, json }) => text.replace(json.requestId, ""));
  expect(bytes[0]).toBe(bytes[1]);
  expect(answers[0]?.json.code).toBe("NOT_FOUND");
});

test("a key tells its holder about itself; nothing else opens that door", async () => {
  const { apiKey, key } = await mintKey(ours.owner);
  const self = (credential: string) =>
    fetch(`${address}/v1/keys/self`, { headers: { authorization: `Bearer ${credential}` } });
  const answer = await self(apiKey);
  expect(answer.status).toBe(200);
  expect(await answer.json()).toMatchObject({ key: { id: key.id, status: "active" } });
  expect((await self(serviceToken)).status).toBe(401);
  await revokeKey(ours.owner, key.id, {});
  const refused = await self(apiKey);
  expect(refused.status).toBe(401);
  expect(refused.headers.get("www-authenticate")).toContain("Bearer");
  expect(await refused.json()).toMatchObject({ code: "UNAUTHENTICATED" });
});

describe("who may not verify", () => {
  test.each([
    ["nobody", null],
    ["an unknown token", generateToken()],
    ["junk", "junk"],
    ["a malformed token", "pcs_".padEnd(54, "0")],
  ])("%s is not authenticated", async (_, token) => {
    const answer = await ask({ token, body: "{" });
    expect(answer).toMatchObject({ status: 401, json: { code: "UNAUTHENTICATED" } });
    expect(answer.headers.get("content-type")).toBe("application/problem+json");
  });

  test("a key is no service token", async () => {
    const { apiKey } = await mintKey(ours.owner);
    expect((await ask({ token: apiKey, body: { key: apiKey } })).status).toBe(401);
  });

  test("a token without the scope is refused, which the audit log tells once", async () => {
    const { actor, serviceToken: token } = await mintToken(ours, ["keys.read"]);
    const headers = { "x-forwarded-for": "198.51.100.9" };
    const { status, json } = await ask({ token, headers, body: { key: "x" } });
    expect([status, json.code]).toEqual([403, "FORBIDDEN"]);
    const { data } = await listAuditEvents(ours.owner, { actor: actor.id });
    expect(data).toEqual([
      expect.objectContaining({
        action: "key.verify.refused",
        outcome: "refused",
        requestId: json.requestId,
        network: "198.51.100.9",
      }),
    ]);
  });
});

const manyKeys = Object.fromEntries(Array.from({ length: 100_000 }, (_, i) => [`k${i}`, i]));

test.each<[string, unknown, number]>([
  ["nothing", "", 400],
  ["no JSON", "{key}", 400],
  ["an array", [], 422],
  ["a text", '"pcl_live_"', 422],
  ["null", "null", 422],
  ["no key", {}, 422],
  ["a number as key", { key: 7 }, 422],
  ["half a pair", { key: { sharedKey: "pcl_live_x" } }, 422],
  ["__proto__", '{"key":"x","__proto__":{"valid":true}}', 400],
  ["constructor", '{"key":"x","constructor":{"prototype":{}}}', 422],
  ["a field twice", '{"key":"x","key":"y"}', 400],
  ["1e309", '{"key":"x","cost":1e309}', 422],
  ["half a cost", { key: "x", cost: 0.5 }, 422],
  ["a NUL in the API", { key: generateKey("pcl", "staging"), api: "a\u0000b" }, 422],
  ["half a surrogate in the API", '{"key":"x","api":"\\ud800"}', 422],
  ["a surrogate in a field's name", '{"key":"x","\\udfff":1}', 422],
  ["deep nesting", `{"key":${"[".repeat(20_000)}${"]".repeat(20_000)}}`, 400],
  ["100 KB", { key: "x".repeat(100_000) }, 413],
  ["100,000 fields", manyKeys, 413],
  ["no UTF-8", Buffer.from([0x7b, 0xc3, 0x28, 0x7d]), 400],
  ["a UTF-16 text", Buffer.from('{"key":"x"}', "utf16le"), 400],
])("a body of %s is refused in words", async (_, body, status) => {
  const answer = await ask({ body });
  expect(answer.status).toBe(status);
  expect(answer.headers.get("content-type")).toBe("application/problem+json");
  expect(answer.json).toMatchObject({
    status,
    type: expect.stringContaining("/docs/errors#"),
    detail: expect.stringMatching(/\.$/),
    requestId: answer.headers.get("x-request-id"),
  });
});

test("a NUL or half a surrogate in the key is malformed", async () => {
  for (const body of ['{"key":"\\u0000"}', '{"key":"\\ud800"}']) {
    expect(await ask({ body })).toMatchObject({ status: 200, json: { code: "MALFORMED" } });
  }
});

test("other media types, methods and paths get their problem", async () => {
  const typed = await ask({ body: "key=x", headers: { "content-type": "text/plain" } });
  expect(typed.status).toBe(415);
  const wrong = await fetch(`${address}/v1/keys/verify`);
  expect([wrong.status, wrong.headers.get("allow")]).toEqual([405, "POST"]);
  for (const path of ["/", "/v1", "/v1/keys/verify/", "//v1/keys/verify", "/v1/applications"]) {
    const answer = await fetch(address + path);
    expect(answer.status).toBe(404);
    expect(await answer.json()).toMatchObject({ code: "NOT_FOUND" });
  }
});

test("metrics are told to this machine and to a service token, to nobody else", async () => {
  const { apiKey } = await mintKey(ours.owner);
  await ask({ body: { key: apiKey } });
  const get = (headers: Record<string, string>) => fetch(`${address}/metrics`, { headers });
  const own = await get({});
  expect([own.status, own.headers.get("content-type")]).toEqual([
    200,
    "text/plain; version=0.0.4; charset=utf-8",
  ]);
  expect(await own.text()).toMatch(/^process_resident_memory_bytes \d+$/m);
  for (const name of ["x-forwarded-for", "forwarded", "via", "x-real-ip"]) {
    expect((await get({ [name]: "127.0.0.1" })).status).toBe(401);
  }
  const forwarded = { "x-forwarded-for": "203.0.113.7" };
  const { serviceToken: reader } = await mintToken(ours, ["keys.read"]);
  expect((await get({ ...forwarded, authorization: `Bearer ${reader}` })).status).toBe(200);
  const foreign = { ...forwarded, authorization: `Bearer ${apiKey}` };
  expect((await get(foreign)).status).toBe(401);
});

test("a body of an unusual shape is judged as a usual one", async () => {
  const { apiKey } = await mintKey(ours.owner);
  const escaped = apiKey.replace("_", "\\u005f");
  const [plain, unusual, typed] = await Promise.all([
    ask({ body: `{"key":"${apiKey}"}` }),
    ask({ body: `{"key":"${escaped}"}` }),
    ask({ body: { key: apiKey }, headers: { "content-type": "application/json; charset=utf-8" } }),
  ]);
  expect(plain.json.code).toBe("VALID");
  const bytes = ({ text, json }: typeof plain) => text.replace(json.requestId, "");
  expect(bytes(unusual)).toBe(bytes(plain));
  expect(bytes(typed)).toBe(bytes(plain));
  const names = ({ headers }: typeof plain) => [...headers.keys()].sort();
  expect(names(unusual)).toEqual(names(plain));
});

test("a request is judged by its method and path, in whichever shape it is asked", async () => {
  const { slug } = await mintApi(ours);
  const { apiKey, applicationId } = await mintKey(ours.owner);
  await replaceGrants(ours.owner, applicationId, {
    grants: [{ api: slug, permission: "orders:read" }],
  });
  const codeOf = async (request: string) => {
    const body = `{"key":"${apiKey}","api":"${slug}","request":${request}}`;
    const [usual, unusual] = [
      await ask({ body }),
      await ask({ body: `${body.slice(0, -1)},"tags":[]}` }),
    ];
    expect(usual.text.replace(usual.json.requestId, "")).toBe(
      unusual.text.replace(unusual.json.requestId, ""),
    );
    return usual.json.code ?? usual.status;
  };
  expect(await codeOf('{"method":"GET","path":"/orders?page=2"}')).toBe("VALID");
  expect(await codeOf('{"method":"GET","path":"/orders","ip":"203.0.113.7"}')).toBe("VALID");
  for (const path of ["/health", "/orders/1", "/x/../orders", ""]) {
    const request = JSON.stringify({ method: "GET", path });
    expect(await codeOf(request)).toBe("INSUFFICIENT_PERMISSIONS");
  }
  expect(await codeOf('{"method":"GET"}')).toBe("INVALID");
});

test("answers of a turn go out after the recorder has committed it", async () => {
  const order: string[] = [];
  const recorder = {
    record: () => void order.push("recorded"),
    commit: () => void order.push("committed"),
  };
  const services = { ...portalServices, recorder };
  const made = await listen({ services });
  const response = await fetch(`${made.address}/v1/keys/verify`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${serviceToken}` },
    body: JSON.stringify({ key: generateKey("pcl", "production") }),
  });
  order.push("answered");
  expect((await response.json()).code).toBe("NOT_FOUND");
  expect(order).toEqual(["recorded", "committed", "answered"]);
  await made.gate.drain(500);
});
