import { expect, test } from "vitest";
import { testDatabase } from "@/db/testing/database";
import { editKey } from "@/lib/keys/edit";
import { basic, bearer, form } from "./testing/call-door";
import { doorsWorld } from "./testing/doors";

testDatabase();
const { world, ask, grantedKey } = doorsWorld();

const allowedNetworks = ["203.0.113.0/24", "2001:db8::/48"];
const allowedOrigins = ["https://crm.example"];

async function limitedKey(fields: object) {
  const minted = await grantedKey();
  await editKey(world.ours.owner, minted.key.id, fields);
  return minted;
}

const codeOf = async (key: string, request?: object) => {
  const body = { key, api: "orders", ...(request && { request }) };
  const answer = await ask("/v1/keys/verify", { headers: bearer(world.verifier), body });
  expect(answer.status).toBe(200);
  return answer.json.code;
};

const forward = async (key: string, headers: Record<string, string> = {}, query = "") => {
  const gateway = { "x-portcullis-token": world.verifier, ...headers };
  const answer = await ask(`/v1/forward-auth${query}`, {
    method: "GET",
    headers: { ...bearer(key), ...gateway },
  });
  return [answer.status, answer.headers.get("x-portcullis-code")];
};

test("a verification is judged by the address that it tells, however that is written", async () => {
  const { apiKey } = await limitedKey({ allowedNetworks });
  const inside = ["203.0.113.9", "::ffff:203.0.113.9", "2001:db8:0:1::9", "2001:DB8::9"];
  for (const ip of inside) expect([ip, await codeOf(apiKey, { ip })]).toEqual([ip, "VALID"]);
  for (const request of [undefined, {}, { ip: "203.0.114.9" }, { ip: "2001:db9::9" }]) {
    expect(await codeOf(apiKey, request)).toBe("IP_NOT_ALLOWED");
  }
  const junk = { key: apiKey, request: { ip: "203.0.113" } };
  const refused = await ask("/v1/keys/verify", { headers: bearer(world.verifier), body: junk });
  expect([refused.status, refused.json.errors]).toEqual([
    422,
    [{ path: "request.ip", message: "An IPv4 or IPv6 address." }],
  ]);
});

test("each item of a batch is judged by its own", async () => {
  const { apiKey: key } = await limitedKey({ allowedNetworks, allowedOrigins });
  const [ip, origin] = ["203.0.113.9", "https://crm.example"];
  const items = [
    { key },
    { key, request: { ip } },
    { key, request: { ip, origin } },
    { key, request: { ip, origin: "https://evil.example" } },
    { key, request: { ip: "198.51.100.1", origin } },
  ];
  const answer = await ask("/v1/keys/verify-batch", {
    headers: bearer(world.verifier),
    body: { items },
  });
  expect(answer.json.results.map((result: { code: string }) => result.code)).toEqual([
    "IP_NOT_ALLOWED",
    "ORIGIN_NOT_ALLOWED",
    "VALID",
    "ORIGIN_NOT_ALLOWED",
    "IP_NOT_ALLOWED",
  ]);
});

test("a gateway tells the address as the last that forwards, and passes the origin on", async () => {
  const { apiKey } = await limitedKey({ allowedNetworks, allowedOrigins });
  const origin = "https://crm.example";
  const from = (address: string, more = {}) =>
    forward(apiKey, { "x-forwarded-for": address, origin, ...more });
  expect(await from("203.0.113.9")).toEqual([200, null]);
  expect(await from("198.51.100.1, 203.0.113.9")).toEqual([200, null]);
  expect(await from("[2001:db8::9]:4711")).toEqual([200, null]);
  for (const address of ["198.51.100.1", "203.0.113.9, 198.51.100.1", "unknown", ""]) {
    expect([address, ...(await from(address))]).toEqual([address, 403, "IP_NOT_ALLOWED"]);
  }
  expect(await forward(apiKey, { origin })).toEqual([403, "IP_NOT_ALLOWED"]);
  const address = { "x-forwarded-for": "203.0.113.9" };
  expect(await forward(apiKey, address)).toEqual([403, "ORIGIN_NOT_ALLOWED"]);
  expect(await from("203.0.113.9", { origin: "null" })).toEqual([403, "ORIGIN_NOT_ALLOWED"]);
});

test("where nobody tells from where, it is inactive", async () => {
  const introspect = async (key: string) => {
    const headers = basic("gateway", world.verifier);
    return (await ask("/v1/introspect", { headers, body: form(key) })).json.active;
  };
  expect(await introspect((await grantedKey()).apiKey)).toBe(true);
  expect(await introspect((await limitedKey({ allowedNetworks })).apiKey)).toBe(false);
  expect(await introspect((await limitedKey({ allowedOrigins })).apiKey)).toBe(false);
});

test("asked about itself, it is judged by where that comes from, and told no more", async () => {
  const self = (key: string, headers = {}) =>
    ask("/v1/keys/self", { method: "GET", headers: { ...bearer(key), ...headers } });
  const elsewhere = await self((await limitedKey({ allowedNetworks })).apiKey);
  expect(elsewhere.status).toBe(401);
  expect(elsewhere.json.detail).toMatch(/some networks only/);
  expect(elsewhere.text).not.toContain("203.0.113");
  const here = await limitedKey({ allowedNetworks: ["127.0.0.0/8"] });
  expect((await self(here.apiKey)).status).toBe(200);
  const { apiKey } = await limitedKey({ allowedOrigins });
  expect((await self(apiKey)).status).toBe(401);
  expect((await self(apiKey, { origin: "https://crm.example" })).status).toBe(200);
});

test("its holder ends it from anywhere", async () => {
  const { apiKey } = await limitedKey({ allowedNetworks, allowedOrigins });
  const ended = await ask("/v1/keys/self/revoke", { headers: bearer(apiKey) });
  expect([ended.status, ended.json.status]).toEqual([200, "revoked"]);
});
