import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { inspect } from "node:util";
import express from "express";
import { Hono } from "hono";
import { NextRequest } from "next/server";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { PortcullisError } from "./errors.js";
import { guard as guardExpress } from "./express.js";
import { guard as guardFetch } from "./fetch.js";
import { guard as guardHono } from "./hono.js";
import { guard as guardNext, sharedVerifier } from "./next.js";
import type { Question } from "./question.js";
import type { Invalid, Verdict } from "./verdict.js";

const secret = `pcl_live_${"a".repeat(50)}`;
const valid: Verdict = {
  valid: true,
  code: "VALID",
  keyId: "key_1",
  applicationId: "app_1",
  ownerId: null,
  environment: "production",
  permissions: ["orders:read"],
  expiresAt: null,
  offline: true,
};

let verdict: Verdict | Error;
let asked: [string, Question][];
const verifier = {
  async verify(key: string | Pick<Request, "headers">, question: Question = {}) {
    asked.push([String(key), question]);
    if (verdict instanceof Error) throw verdict;
    return verdict;
  },
};

const options = { permissions: ["orders:read"], endpoints: true, realm: 'the "orders"' };
const shown = (request: { portcullis: unknown }) => Response.json(request.portcullis);
const servers: Server[] = [];

/** Asks the same of an application in each framework. */
const doors: [string, (path: string, init?: RequestInit) => Promise<Response>][] = [
  ["fetch", async (path, init) => guardFetch(verifier, shown, options)(request(path, init))],
  [
    "Next",
    async (path, init) =>
      guardNext<NextRequest>(verifier, shown, options)(new NextRequest(request(path, init)), {}),
  ],
  ["Hono", async (path, init) => hono.request(request(path, init))],
  ["Express", (path, init) => fetch(`${address}${path}`, init)],
];

const request = (path: string, init?: RequestInit) => new Request(`https://api.test${path}`, init);

const hono = new Hono()
  .onError((error, c) => c.text(error.message, 500))
  .get("/orders/*", guardHono(verifier, options), (c) => c.json(c.get("portcullis")));

let address: string;

beforeAll(async () => {
  const app = express();
  const orders = express.Router();
  orders.use(guardExpress(verifier, options));
  orders.use((request, response) => void response.json(request.portcullis));
  app.use("/orders", orders);
  app.use(((error, _request, response, _next) => {
    response.status(500).send(error.message);
  }) as express.ErrorRequestHandler);
  const server = createServer(app);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(() => {
  for (const server of servers) server.close();
});

beforeEach(() => {
  verdict = valid;
  asked = [];
});

const withKey = { headers: { authorization: `Bearer ${secret}`, origin: "https://crm.test" } };
const refused = (code: Invalid["code"], more: Partial<Invalid> = {}): Verdict => ({
  valid: false,
  code,
  offline: false,
  ...more,
});

describe.each(doors)("a guard for %s", (name, ask) => {
  test("lets a valid key pass and tells whose it is", async () => {
    const response = await ask("/orders/7?page=2", withKey);
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual(valid);
    const [[key, { request, permissions } = {}] = []] = asked;
    expect(key).toBe(secret);
    expect(permissions).toEqual(["orders:read"]);
    expect(request).toMatchObject({ method: "GET", path: "/orders/7", origin: "https://crm.test" });
    expect(request?.ip).toBe(name === "Express" ? "127.0.0.1" : undefined);
  });

  test.each([
    ["MALFORMED", 401, 'Bearer realm="the \\"orders\\"", error="invalid_token"'],
    ["REVOKED", 401, 'Bearer realm="the \\"orders\\"", error="invalid_token"'],
    ["DISABLED", 401, 'Bearer realm="the \\"orders\\"", error="invalid_token"'],
    [
      "INSUFFICIENT_PERMISSIONS",
      403,
      'Bearer realm="the \\"orders\\"", error="insufficient_scope", scope="orders:read"',
    ],
    ["QUARANTINED", 403, expect.stringContaining("insufficient_scope")],
    ["RATE_LIMITED", 429, null],
    ["UNAVAILABLE", 503, null],
  ] as const)("answers %s with %i", async (code, status, challenge) => {
    const rateLimits = [
      { name: "day", limit: 5, remaining: 0, resetAt: new Date(Date.now() + 9_500).toISOString() },
    ];
    verdict = refused(code, { requestId: "req_1", rateLimits, retryAfterMs: 9_400 });
    const response = await ask("/orders/7", withKey);
    const { headers } = response;
    expect(response.status).toBe(status);
    expect(headers.get("content-type")).toBe("application/problem+json");
    expect(headers.get("cache-control")).toBe("no-store");
    expect(headers.get("www-authenticate")).toEqual(challenge);
    expect(headers.get("retry-after")).toBe(status >= 429 ? "10" : null);
    expect(headers.get("ratelimit")).toBe(status === 429 ? '"day";r=0;t=10' : null);
    expect(headers.get("ratelimit-policy")).toBe(status === 429 ? '"day";q=5' : null);
    expect(await response.json()).toEqual({
      type: "about:blank",
      title: expect.any(String),
      status,
      detail: expect.any(String),
      code,
      requestId: "req_1",
    });
  });

  test("challenges who shows no key without an error", async () => {
    verdict = refused("MALFORMED", { offline: true });
    for (const headers of [
      {},
      { "x-api-key": secret, authorization: `Bearer ${secret.slice(0, -1)}b` },
    ]) {
      const response = await ask("/orders/7", { headers: headers as Record<string, string> });
      expect(response.status).toBe(401);
      expect(response.headers.get("www-authenticate")).toBe('Bearer realm="the \\"orders\\""');
      expect(asked.at(-1)?.[0]).toBe("");
    }
  });

  test("lets nobody pass when the question is wrong", async () => {
    verdict = new PortcullisError("INVALID", "no such permission");
    const response = await ask("/orders/7", withKey).catch((error: unknown) => error);
    if (response instanceof Response) expect(response.status).toBe(500);
    else expect(response).toBe(verdict);
  });

  test("tells what asked, as far as a gate takes that", async () => {
    const agent = `curl/8.5.0\t\x85${"x".repeat(600)}`;
    await ask("/orders/7", { headers: { ...withKey.headers, "user-agent": agent } });
    expect(asked[0]?.[1].request?.userAgent).toBe(`curl/8.5.0 ${"x".repeat(289)}`);
  });

  test("asks about nothing in place of a path that is too long", async () => {
    await ask(`/orders/${"x".repeat(8_000)}`, withKey);
    expect(asked[0]?.[1].request).toMatchObject({ method: "", path: "" });
  });
});

test("Express: a path that begins with two slashes is no host", async () => {
  const request = { method: "GET", originalUrl: "//orders/7?x", headers: {}, ip: "fe80::1%eth0" };
  await new Promise<void>((next) =>
    guardExpress(verifier, { endpoints: true })(request, {} as never, () => next()),
  );
  expect(asked[0]?.[1].request).toMatchObject({ path: "//orders/7", ip: "fe80::1" });
});

test.each([
  ["unknown", undefined],
  ["", undefined],
  ["10.0.0.1:8080", undefined],
  ["10.0.0.256", undefined],
  ["10.0.0.01", undefined],
  ["10.0.0", undefined],
  ["10.0.0.1.", undefined],
  ["::g", undefined],
  ["1:2", undefined],
  ["_hidden", undefined],
  ["10.0.0.1", "10.0.0.1"],
  ["::1", "::1"],
  ["::ffff:10.0.0.1", "::ffff:10.0.0.1"],
  ["2001:DB8::7%eth0", "2001:DB8::7"],
])("Express: the address %j of a header is asked about as %j", async (ip, asks) => {
  const request = { method: "GET", url: "/", headers: {}, ip };
  await new Promise<void>((next) => guardExpress(verifier)(request, {} as never, () => next()));
  expect(asked[0]?.[1].request?.ip).toBe(asks);
});

test("permissions, path and address may depend on the request", async () => {
  const handler = guardFetch(verifier, shown, {
    permissions: ({ method }) => [method === "GET" ? "orders:read" : "orders:write"],
    endpoints: ({ url }) => new URL(url).pathname.replace(/^\/base/, ""),
    ip: ({ headers }) => headers.get("cf-connecting-ip") ?? undefined,
    cost: 2,
  });
  const headers = { ...withKey.headers, "cf-connecting-ip": "203.0.113.7" };
  await handler(request("/base/orders", { method: "POST", headers }));
  expect(asked[0]?.[1]).toMatchObject({
    permissions: ["orders:write"],
    request: { method: "POST", path: "/orders", ip: "203.0.113.7" },
    cost: 2,
  });
});

test("Next: one verifier for all bundles, until it is closed", () => {
  const make = (api = "orders", more = {}) =>
    sharedVerifier({ gate: "https://gate.test", token: "pcs_shared", api, stream: false, ...more });
  const first = make();
  expect(make()).toBe(first);
  expect(make("billing")).not.toBe(first);
  expect(() => make("orders", { cache: 5_000 })).toThrow(/another cache\./);
  expect(() => make("orders", { stream: undefined, deadline: 1 })).toThrow("deadline, stream");
  const held = Reflect.get(globalThis, Symbol.for("@portcullis/sdk"));
  expect(inspect(held, { depth: 9, showHidden: true })).not.toContain("pcs_shared");
  first.close();
  expect(make()).not.toBe(first);
});
