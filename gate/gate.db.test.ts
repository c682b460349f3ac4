import { once } from "node:events";
import { type AddressInfo, connect } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { testDatabase } from "@/db/testing/database";
import { deactivateApplication } from "@/lib/applications/set-status";
import { listAuditEvents } from "@/lib/audit/list";
import { trustOf } from "@/lib/forwarding";
import { generateKey, generateToken } from "@/lib/keys/format";
import { revokeKey } from "@/lib/keys/revoke";
import { mintKey } from "@/lib/testing/key";
import { type MintedOrganization, mintOrganization, mintToken } from "@/lib/testing/organization";
import { portalServices } from "@/lib/verification/services";
import { createGate, type Gate } from "./server";

testDatabase();

let gate: Gate;
let address: string;
let ours: MintedOrganization;
let serviceToken: string;

async function listen(requestTimeout?: number): Promise<[Gate, string]> {
  const trusted = trustOf(["127.0.0.1"]);
  const made = createGate({ trusted, secure: false, requestTimeout });
  made.server.listen(0, "127.0.0.1");
  await once(made.server, "listening");
  const { port } = made.server.address() as AddressInfo;
  return [made, `http://127.0.0.1:${port}`];
}

beforeAll(async () => {
  ours = await mintOrganization();
  ({ serviceToken } = await mintToken(ours, ["keys.verify"]));
  [gate, address] = await listen();
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

/** What the gate answers to these bytes until it closes the connection. */
async function raw(target: string, ...parts: string[]): Promise<string> {
  const { hostname, port } = new URL(target);
  const socket = connect(Number(port), hostname);
  let text = "";
  socket.setEncoding("utf8").on("data", (data) => {
    text += data;
  });
  socket.on("error", () => {});
  for (const part of parts) socket.write(part);
  await once(socket, "close");
  return text;
}

const head = (...lines: string[]) =>
  [`POST /v1/keys/verify HTTP/1.1`, "host: gate", ...lines, "", ""].join("\r\n");

describe("on the wire", () => {
  test("junk, large headers and slow requests are answered and cut off", async () => {
    expect(await raw(address, "NONSENSE\r\n\r\n")).toMatch(/^HTTP\/1\.1 400 /);
    expect(await raw(address, head(`x: ${"x".repeat(20_000)}`))).toMatch(/^HTTP\/1\.1 431 /);
    const [slow, slowAddress] = await listen(300);
    expect(await raw(slowAddress, "POST /v1/keys/ver")).toMatch(/^HTTP\/1\.1 408 /);
    const headers = [
      `authorization: Bearer ${serviceToken}`,
      "content-type: application/json",
      "content-length: 100",
    ];
    const answer = await raw(slowAddress, head(...headers), '{"key":');
    expect(answer).toMatch(/^HTTP\/1\.1 408 /);
    expect(answer.match(/HTTP\/1\.1/g)).toHaveLength(1);
    await slow.drain(1000);
  });

  test("a body announced as enormous is refused before it comes", async () => {
    const headers = [`authorization: Bearer ${serviceToken}`, "content-length: 104857600"];
    expect(await raw(address, head(...headers))).toMatch(/^HTTP\/1\.1 413 /);
  });

  test("ambiguous lengths are refused", async () => {
    const smuggled = head("content-length: 4", "transfer-encoding: chunked");
    expect(await raw(address, smuggled, "0\r\n\r\n")).toMatch(/^HTTP\/1\.1 400 /);
  });

  test("a connection is kept for the next request", async () => {
    const one = "GET /health/live HTTP/1.1\r\nhost: gate\r\n\r\n";
    const last = "GET /health/live HTTP/1.1\r\nhost: gate\r\nconnection: close\r\n\r\n";
    expect((await raw(address, one, last)).match(/HTTP\/1\.1 200/g)).toHaveLength(2);
  });
});

test("while it drains, it is not ready, ends what is under way and takes nothing new", async () => {
  const [draining, target] = await listen();
  expect((await fetch(`${target}/health/live`)).status).toBe(200);
  expect((await fetch(`${target}/health/ready`)).status).toBe(200);
  const { hostname, port } = new URL(target);
  const socket = connect(Number(port), hostname);
  let text = "";
  socket.setEncoding("utf8").on("data", (data) => {
    text += data;
  });
  socket.write("GET /health/ready HTTP/1.1\r\nhost: gate\r\n");
  await once(draining.server, "connection");
  const drained = draining.drain(3000);
  socket.write("\r\n");
  await once(socket, "close");
  expect(text).toMatch(/^HTTP\/1\.1 503 /);
  expect(text.toLowerCase()).toContain("connection: close");
  await drained;
  await expect(fetch(`${target}/health/live`)).rejects.toThrow();
});

test.each([
  ["no Host", "GET /health/live HTTP/1.1\r\n", 400],
  ["an unknown expectation", "GET /health/live HTTP/1.1\r\nhost: x\r\nexpect: none\r\n", 200],
])("%s is answered as everything else, with its headers", async (_, lines, status) => {
  const socket = connect(Number(new URL(address).port), "127.0.0.1");
  socket.write(`${lines}connection: close\r\n\r\n`);
  let answer = "";
  for await (const chunk of socket) answer += chunk;
  expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
  expect(answer).toContain("x-content-type-options: nosniff");
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

test("answers of a turn go out after the recorder has committed it", async () => {
  const order: string[] = [];
  const recorder = {
    record: () => void order.push("recorded"),
    commit: () => void order.push("committed"),
  };
  const services = { ...portalServices, recorder };
  const made = createGate({ trusted: trustOf([]), secure: false, services });
  made.server.listen(0, "127.0.0.1");
  await once(made.server, "listening");
  const { port } = made.server.address() as AddressInfo;
  const response = await fetch(`http://127.0.0.1:${port}/v1/keys/verify`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${serviceToken}` },
    body: JSON.stringify({ key: generateKey("pcl", "production") }),
  });
  order.push("answered");
  expect((await response.json()).code).toBe("NOT_FOUND");
  expect(order).toEqual(["recorded", "committed", "answered"]);
  await made.drain(500);
});
