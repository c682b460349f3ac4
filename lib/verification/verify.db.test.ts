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
import { moveClock } from "./testing/move-clock";
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

  test("expired by the database's clock, however wrong that of the process is", async () => {
    const { apiKey, key } = await mintKey(ours.owner);
    for (const offset of [-3_600_000, 3_600_000]) {
      moveClock(offset);
      await force(key.id, "expires_at = now() + interval '1 minute'");
      expect(await codeOf(apiKey)).toBe("VALID");
      await force(key.id, "expires_at = now() - interval '1 minute'");
      expect(await codeOf(apiKey)).toBe("EXPIRED");
      vi.unstubAllGlobals();
    }
  });

  test("replaced, limited to networks and to origins", async () => {
    const { apiKey, key } = await mintKey(ours.owner);
    const from = (ip?: string, origin?: string) => codeOf(apiKey, { request: { ip, origin } });
    await force(key.id, "retires_at = now() + interval '1 hour'");
    expect(await codeOf(apiKey)).toBe("VALID");
    await force(key.id, "retires_at = now()");
    expect(await codeOf(apiKey)).toBe("REVOKED");
    await force(key.id, "retires_at = null, allowed_networks = '{203.0.113.0/24,2001:db8::/48}'");
    expect(await codeOf(apiKey)).toBe("IP_NOT_ALLOWED");
    expect(await from(undefined, "https://crm.example")).toBe("IP_NOT_ALLOWED");
    expect(await from("198.51.100.1")).toBe("IP_NOT_ALLOWED");
    for (const ip of ["203.0.113.7", "::ffff:203.0.113.7", "203.0.113.7:4711", "2001:DB8::7"]) {
      expect([ip, await from(ip)]).toEqual([ip, "VALID"]);
    }
    await force(key.id, "allowed_origins = '{https://crm.example}'");
    expect(await from("203.0.113.7")).toBe("ORIGIN_NOT_ALLOWED");
    expect(await from("203.0.113.7", "https://evil.example")).toBe("ORIGIN_NOT_ALLOWED");
    expect(await from("203.0.113.7", "https://crm.example")).toBe("VALID");
    await force(key.id, "allowed_networks = '{}'");
    expect(await from("203.0.113.7", "https://crm.example")).toBe("IP_NOT_ALLOWED");
  });

  test("garbage in any column harms that key alone", async () => {
    const [bad, good] = [await mintKey(ours.owner), await mintKey(ours.owner)];
    const garbage = [
      "status = 'enchanted'",
      "environment = 'moon'",
      "expires_at = 'infinity'",
      "not_before = '-infinity'",
      "retires_at = 'infinity'",
      "allowed_networks = array[null]",
      "allowed_networks = array['203.0.113.0/24', '']",
      "allowed_networks = array['203.0.113.7/24']",
      "allowed_networks = array['203.0.113.0/33']",
      "allowed_networks = array['everywhere']",
      "allowed_networks = array[array['203.0.113.0/24']]",
      "allowed_origins = array[null, 'https://crm.example']",
      "allowed_origins = array['https://crm.example/path']",
      "allowed_origins = array['*']",
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
      const request = { ip: "203.0.113.7", origin: "https://crm.example" };
      const answer = await verify(gateway, { key: bad.apiKey, request, explain: true });
      expect([set, answer.code, answer.key]).toEqual([set, "UNREADABLE", undefined]);
      expect(await codeOf(good.apiKey)).toBe("VALID");
      await force(
        bad.key.id,
        `status = 'active', environment = 'production', expires_at = null, not_before = null,
         retires_at = null, allowed_networks = null, allowed_origins = null,
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
