import { beforeAll, describe, expect, test, vi } from "vitest";
import { database } from "@/db/client";
import { testDatabase } from "@/db/testing/database";
import { asSuperuser } from "@/db/testing/superuser";
import type { TokenActor } from "@/lib/access/actor";
import { deleteApplication } from "@/lib/applications/delete";
import { activateApplication, deactivateApplication } from "@/lib/applications/set-status";
import { createApi } from "@/lib/catalog/create-api";
import { createEndpoint } from "@/lib/catalog/create-endpoint";
import { createPermission } from "@/lib/catalog/create-permission";
import { replaceGrants } from "@/lib/grants/replace";
import { type ApiId, type KeyId, toUuid } from "@/lib/ids";
import { generateKey } from "@/lib/keys/format";
import { revokeKey } from "@/lib/keys/revoke";
import { mintKey } from "@/lib/testing/key";
import { type MintedOrganization, mintOrganization, mintToken } from "@/lib/testing/organization";
import { portalServices } from "./services";
import { verify } from "./verify";

const { superuserUrl } = testDatabase();

let ours: MintedOrganization;
let theirs: MintedOrganization;
let gateway: TokenActor;
let orders: ApiId;

beforeAll(async () => {
  ours = await mintOrganization();
  theirs = await mintOrganization();
  gateway = (await mintToken(ours, ["keys.verify"])).actor;
  const api = await createApi(ours.owner, {
    name: "Orders",
    slug: "orders",
    baseUrl: "https://orders.example",
  });
  orders = api.id;
  for (const name of ["orders:read", "orders:write"]) {
    await createPermission(ours.owner, orders, { name });
  }
  await createEndpoint(ours.owner, orders, {
    method: "POST",
    path: "/orders",
    permission: "orders:write",
  });
  await createApi(ours.owner, {
    name: "Billing",
    slug: "billing",
    baseUrl: "https://billing.example",
  });
});

const force = (keyId: KeyId, set: string) =>
  asSuperuser(superuserUrl, `update keys set ${set} where id = '${toUuid("key", keyId)}'`);

const grantRead = { grants: [{ api: "orders", permission: "orders:read" }] };
const bytes = ({ requestId, ...verdict }: Awaited<ReturnType<typeof verify>>) => {
  expect(requestId).toMatch(/^req_/);
  return JSON.stringify(verdict);
};

test("what is not a key is refused without a statement", async () => {
  const { apiKey } = await mintKey(ours.owner);
  const { serviceToken } = await mintToken(ours, ["keys.verify"]);
  const statements = (["select", "transaction", "execute"] as const).map((way) =>
    vi.spyOn(database(), way),
  );
  // Nor may one that writes down an earlier answer come in between: none was given yet.
  const unrecorded = { ...portalServices, recorder: { record() {} } };
  const asked = () => statements.reduce((sum, { mock }) => sum + mock.calls.length, 0);
  const junk = [
    "",
    "x",
    `${apiKey}x`,
    apiKey.slice(0, -1),
    `${apiKey.slice(0, -1)}${apiKey.endsWith("0") ? "1" : "0"}`,
    apiKey.toUpperCase(),
    ` ${apiKey}`,
    `${apiKey}\n`,
    `\u0000${apiKey}`,
    "\ud800",
    serviceToken,
    "eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJ4In0.c2ln",
    "k".repeat(60_000),
  ];
  for (const key of junk) {
    expect(await verify(gateway, { key, api: "orders" }, unrecorded)).toMatchObject({
      code: "MALFORMED",
    });
  }
  expect(asked()).toBe(0);
  await verify(gateway, { key: apiKey }, unrecorded);
  expect(asked()).toBe(2);
  vi.restoreAllMocks();
});

test("a valid key's answer tells what the contract says", async () => {
  const { apiKey, key, applicationId, sharedKey, secretKey } = await mintKey(ours.owner);
  await replaceGrants(ours.owner, applicationId, grantRead);
  const wish = { key: apiKey, api: "orders", permissions: ["orders:read"] };
  const answer = await verify(gateway, wish);
  expect(answer).toEqual({
    valid: true,
    code: "VALID",
    requestId: gateway.origin.requestId,
    key: { id: key.id, sharedKey, name: "ci", environment: "production", expiresAt: null },
    application: { id: applicationId, name: expect.stringContaining("Application") },
    organizationId: ours.id,
    ownerId: ours.owner.id,
    permissions: ["orders:read"],
    rateLimits: [],
    revision: key.revision,
  });
  expect(await verify(gateway, { ...wish, key: { sharedKey, secretKey } })).toEqual(answer);
});

test("unknown, foreign, deleted and wrong keys get the same bytes", async () => {
  const foreign = await mintKey(theirs.owner);
  const deleted = await mintKey(ours.owner);
  await deleteApplication(ours.owner, deleted.applicationId);
  const other = await mintKey(ours.owner);
  await force(other.key.id, "hash = decode(repeat('00', 32), 'hex')");
  const removed = await mintKey(ours.owner);
  await force(removed.key.id, "deleted_at = now()");
  const unknown = generateKey("pcl", "production");
  const presented = [unknown, ...[foreign, deleted, other, removed].map((key) => key.apiKey)];
  for (const wish of [{}, { api: "orders" }, { explain: true }]) {
    const answers = await Promise.all(presented.map((key) => verify(gateway, { key, ...wish })));
    expect(new Set(answers.map(bytes)).size).toBe(1);
    expect(answers[0]?.code).toBe("NOT_FOUND");
  }
});

describe("a change holds from the next request on", () => {
  const codeOf = async (key: string, wish = {}) => (await verify(gateway, { key, ...wish })).code;

  test("revoked", async () => {
    const { apiKey, key } = await mintKey(ours.owner);
    expect(await codeOf(apiKey)).toBe("VALID");
    await revokeKey(ours.owner, key.id, { reason: "compromised" });
    expect(await codeOf(apiKey)).toBe("REVOKED");
  });

  test("expired, not yet valid, disabled, quarantined, unreadable", async () => {
    const { apiKey, key } = await mintKey(ours.owner);
    await force(key.id, "expires_at = now() - interval '1 second'");
    expect(await codeOf(apiKey)).toBe("EXPIRED");
    await force(key.id, "expires_at = null, not_before = now() + interval '1 hour'");
    expect(await codeOf(apiKey)).toBe("NOT_YET_VALID");
    for (const status of ["disabled", "quarantined", "expired"]) {
      await force(key.id, `not_before = null, status = '${status}'`);
      expect(await codeOf(apiKey)).toBe(status.toUpperCase());
    }
    await force(key.id, "status = 'active'");
    expect(await codeOf(apiKey)).toBe("VALID");
  });

  test("garbage in any column harms that key alone", async () => {
    const [bad, good] = [await mintKey(ours.owner), await mintKey(ours.owner)];
    const garbage = [
      "status = 'enchanted'",
      "environment = 'moon'",
      "expires_at = 'infinity'",
      "not_before = '-infinity'",
      "permissions = array[null, 'orders:read']",
      "revision = -7",
      "rate_limits = '7'",
      "rate_limits = '{}'",
      `rate_limits = '[{"name":"a","limit":1}]'`,
      `rate_limits = '[{"name":"a","limit":"1","periodMs":1000}]'`,
      `rate_limits = '[{"name":"a","limit":1e30,"periodMs":1000}]'`,
      `rate_limits = '[{"name":"a","limit":1,"periodMs":0}]'`,
      `rate_limits = '[{"name":"A b","limit":1,"periodMs":1000}]'`,
      "quota_limit = 5",
      "quota_limit = -5, quota_period = 'day'",
      "quota_limit = 9223372036854775807, quota_period = 'day'",
      "quota_period = 'day'",
      "quota_limit = 5, quota_period = 'week'",
      "hash = '\\x00'",
    ];
    for (const set of garbage) {
      await force(bad.key.id, set);
      const answer = await verify(gateway, { key: bad.apiKey, explain: true });
      expect([set, answer.code, answer.key]).toEqual([set, "UNREADABLE", undefined]);
      expect(await codeOf(good.apiKey)).toBe("VALID");
      await force(
        bad.key.id,
        `status = 'active', environment = 'production', expires_at = null, not_before = null,
         permissions = null, revision = 1, rate_limits = null, quota_limit = null,
         quota_period = null`,
      );
    }
  });

  test("its application deactivated, and activated again", async () => {
    const { apiKey, applicationId } = await mintKey(ours.owner);
    await deactivateApplication(ours.owner, applicationId);
    expect(await codeOf(apiKey)).toBe("APPLICATION_INACTIVE");
    await activateApplication(ours.owner, applicationId);
    expect(await codeOf(apiKey)).toBe("VALID");
  });

  test("its grants narrowed", async () => {
    const { apiKey, applicationId } = await mintKey(ours.owner);
    const wish = { api: "orders", permissions: ["orders:read"] };
    expect(await codeOf(apiKey, wish)).toBe("INSUFFICIENT_PERMISSIONS");
    await replaceGrants(ours.owner, applicationId, grantRead);
    expect(await codeOf(apiKey, wish)).toBe("VALID");
    expect(await codeOf(apiKey, { api: "billing" })).toBe("INSUFFICIENT_PERMISSIONS");
    await replaceGrants(ours.owner, applicationId, { grants: [] });
    expect(await codeOf(apiKey, wish)).toBe("INSUFFICIENT_PERMISSIONS");
  });

  test("an endpoint's grant makes the API reachable, and never its permission", async () => {
    const { apiKey, applicationId } = await mintKey(ours.owner);
    const grants = [{ api: "orders", endpoint: "POST /orders" }];
    await replaceGrants(ours.owner, applicationId, { grants });
    const answer = await verify(gateway, { key: apiKey, api: "orders" });
    expect(answer).toMatchObject({ code: "VALID", permissions: [] });
    const wish = { api: "orders", permissions: ["orders:write"], explain: true };
    const refusal = await verify(gateway, { key: apiKey, ...wish });
    expect(refusal.code).toBe("INSUFFICIENT_PERMISSIONS");
    expect(refusal.reason).toContain("orders:write");
  });
});

test("only who asks for it is told why, and where to put it right", async () => {
  const { apiKey, applicationId } = await mintKey(ours.owner);
  const wish = { key: apiKey, api: "orders", permissions: ["orders:read"] };
  const { reason, fix } = await verify(gateway, { ...wish, explain: true });
  expect(reason).toContain("Grant orders:read of Orders to “Application");
  const page = `/${ours.slug}/applications/${applicationId}/apis`;
  expect(fix).toEqual({ url: `http://localhost:3000${page}?grant=orders%20orders%3Aread` });
  const plain = await verify(gateway, wish);
  expect([plain.reason, plain.fix]).toEqual([undefined, undefined]);
});

describe("what a service token may ask", () => {
  test("nothing without the scope", async () => {
    const { actor } = await mintToken(ours, ["keys.read"]);
    await expect(verify(actor, { key: "x" })).rejects.toMatchObject({ status: 403 });
  });

  test("only about the API it is bound to, which it need not name", async () => {
    const { apiKey, applicationId } = await mintKey(ours.owner);
    await replaceGrants(ours.owner, applicationId, grantRead);
    const { actor } = await mintToken(ours, ["keys.verify"], { apiId: orders });
    const wish = { key: apiKey, permissions: ["orders:read"] };
    expect(await verify(actor, wish)).toMatchObject({ valid: true, permissions: ["orders:read"] });
    expect(await verify(actor, { ...wish, api: "orders" })).toMatchObject({ valid: true });
    await expect(verify(actor, { ...wish, api: "billing" })).rejects.toMatchObject({ status: 403 });
  });

  test("only about the environment it is bound to", async () => {
    const { apiKey } = await mintKey(ours.owner, "staging");
    const { actor } = await mintToken(ours, ["keys.verify"], { environment: "production" });
    const answer = await verify(actor, { key: apiKey, explain: true });
    expect(answer.code).toBe("WRONG_ENVIRONMENT");
    expect(answer.reason).toContain("staging");
  });

  test.each([
    ["an unknown API", { api: "nope" }, "api"],
    ["an API that is no slug", { api: "\u0000" }, "api"],
    ["another organization's API", { api: "theirs" }, "api"],
    ["permissions without an API", { permissions: ["orders:read"] }, "permissions"],
    ["a path without an API", { request: { method: "GET", path: "/" } }, "request.path"],
    ["a method without a path", { api: "orders", request: { method: "GET" } }, "request.path"],
    ["a path without a method", { api: "orders", request: { path: "/" } }, "request.method"],
    ["no address", { request: { ip: "localhost" } }, "request.ip"],
    ["a cost below nothing", { cost: -1 }, "cost"],
    ["an infinite cost", { cost: Number.POSITIVE_INFINITY }, "cost"],
    ["an unknown field", { permission: "orders:read" }, "permission"],
    ["no list", { api: "orders", permissions: "orders:read" }, "permissions"],
  ])("%s is refused in words at its field", async (_, wish, path) => {
    const key = generateKey("pcl", "production");
    const refusal = verify(gateway, { key, ...wish });
    await expect(refusal).rejects.toMatchObject({
      status: 422,
      extra: { errors: [{ path, message: expect.stringMatching(/\.$/) }] },
    });
  });

  test("address, origin, cost and tags are taken", async () => {
    const { apiKey } = await mintKey(ours.owner);
    const request = { ip: "203.0.113.9", origin: "https://crm.example" };
    const wish = { key: apiKey, request, cost: 5, tags: ["eu-1"], explain: true };
    const answer = await verify(gateway, wish);
    expect(answer).toMatchObject({ valid: true, reason: "Every rule holds." });
  });
});
