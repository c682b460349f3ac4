import { expect, test } from "vitest";
import { claimsOf } from "./token-claims";

const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
const header = { alg: "ES256", typ: "at+jwt", kid: "sgk_1" };
const payload = {
  iss: "https://gate.test/o/acme",
  sub: "app_1",
  client_id: "app_1",
  aud: ["orders", "shipping"],
  jti: "key_1",
  iat: 1_795_000_000,
  nbf: 1_795_000_000,
  exp: 1_796_000_000,
  scope: "orders:read parcels:read",
  env: "production",
  status: { status_list: { idx: 7, uri: "https://gate.test/o/acme/status-lists/1" } },
};
const read = (change: object = {}) =>
  new Map(
    claimsOf(`${part(header)}.${part({ ...payload, ...change })}.c2ln`, "Café CRM").map((claim) => [
      claim.name,
      claim,
    ]),
  );

test("every claim is told in words, and times as times", () => {
  const claims = read();
  expect([...claims.keys()].sort()).toEqual([...Object.keys(payload), "kid"].sort());
  expect(claims.get("sub")).toEqual({
    name: "sub",
    value: "app_1",
    meaning: "The application that calls: Café CRM",
  });
  expect(claims.get("aud")?.value).toBe("orders shipping");
  expect(claims.get("exp")).toMatchObject({
    value: "1796000000",
    at: new Date(1_796_000_000_000).toISOString(),
  });
  expect(claims.get("status")?.value).toBe("7 in https://gate.test/o/acme/status-lists/1");
  expect(claims.get("kid")?.value).toBe("sgk_1");
});

test("an empty scope says that it is empty, a claim that is absent is not told", () => {
  const claims = read({ scope: "", env: undefined });
  expect(claims.get("scope")).toMatchObject({
    value: "(empty)",
    meaning: expect.stringContaining("endpoints"),
  });
  expect(claims.has("env")).toBe(false);
  expect(claims.has("owner")).toBe(false);
});
