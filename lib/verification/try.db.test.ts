import { beforeAll, expect, test } from "vitest";
import { testDatabase } from "@/db/testing/database";
import { replaceGrants } from "@/lib/grants/replace";
import { editKey } from "@/lib/keys/edit";
import { generateKey } from "@/lib/keys/format";
import { getKey } from "@/lib/keys/get";
import { revokeKey } from "@/lib/keys/revoke";
import { mintApi } from "@/lib/testing/catalog";
import { failure } from "@/lib/testing/failure";
import { mintJwtWorld } from "@/lib/testing/jwt";
import { mintKey } from "@/lib/testing/key";
import { type MintedOrganization, mintOrganization } from "@/lib/testing/organization";
import { auditOf } from "@/lib/testing/trail";
import { countedOf } from "@/lib/testing/usage";
import { flushLastUsed } from "./last-used";
import { tryKey } from "./try";

testDatabase();
let ours: MintedOrganization;
let theirs: MintedOrganization;

beforeAll(async () => {
  [ours, theirs] = [await mintOrganization(), await mintOrganization()];
  await mintApi(ours);
  await mintApi(theirs, "theirs");
});

async function grantedKey() {
  const minted = await mintKey(ours.owner);
  const grants = [{ api: "orders", permission: "orders:read" }];
  await replaceGrants(ours.owner, minted.applicationId, { grants });
  return minted;
}

test("whoever may read the catalogue is told what a gateway would be, and why", async () => {
  const { apiKey, applicationId } = await grantedKey();
  const asked = { key: ` ${apiKey}\n`, method: "GET", path: "/orders?page=2" };
  expect(await tryKey(ours.auditor, "orders", asked)).toEqual({
    code: "VALID",
    reason: "Every rule holds.",
    fix: null,
    key: { name: "ci", environment: "production", application: expect.any(String) },
    endpoint: "GET /orders",
    permissions: ["orders:read"],
  });
  const refused = await tryKey(ours.developer, "orders", {
    ...asked,
    method: "POST",
    path: "/orders/4711/refund",
  });
  expect(refused).toMatchObject({
    code: "INSUFFICIENT_PERMISSIONS",
    endpoint: "POST /orders/{orderId}/refund",
    fix: `/${ours.slug}/applications/${applicationId}/apis?grant=orders%20orders%3Arefund`,
  });
  const permission = { key: apiKey, permission: "orders:write" };
  expect(await tryKey(ours.owner, "orders", permission)).toMatchObject({
    code: "INSUFFICIENT_PERMISSIONS",
    endpoint: null,
  });
  expect(await tryKey(ours.owner, "orders", { key: apiKey })).toMatchObject({ code: "VALID" });
});

test("a key that is none, another organization's or revoked is told so", async () => {
  const { apiKey: foreign } = await mintKey(theirs.owner);
  const revoked = await grantedKey();
  await revokeKey(ours.owner, revoked.key.id, {});
  const code = async (key: string) => (await tryKey(ours.owner, "orders", { key })).code;
  expect(await code("junk")).toBe("MALFORMED");
  expect(await code(foreign)).toBe("NOT_FOUND");
  expect(await code(generateKey("pcl", "production"))).toBe("NOT_FOUND");
  expect(await code(revoked.apiKey)).toBe("REVOKED");
});

test("it is written down without anything of the key or the path, and counts for nothing", async () => {
  const { apiKey, key, secretKey } = await grantedKey();
  const before = (await auditOf(ours)).length;
  const asked = { key: apiKey, method: "POST", path: "/orders/4711/refund" };
  await tryKey(ours.auditor, "orders", asked);
  await tryKey(ours.auditor, "orders", { key: "some secret text" });
  const events = (await auditOf(ours)).slice(before);
  expect(events).toMatchObject([
    {
      action: "key.tried",
      actorId: ours.auditor.id,
      targetId: key.id,
      after: {
        api: "orders",
        code: "INSUFFICIENT_PERMISSIONS",
        endpoint: "POST /orders/{orderId}/refund",
      },
    },
    { action: "key.tried", targetKind: "api", after: { code: "MALFORMED" } },
  ]);
  const text = JSON.stringify(events);
  for (const secret of [secretKey, apiKey, "4711", "some secret"]) {
    expect(text).not.toContain(secret);
  }
  await flushLastUsed(true);
  expect((await getKey(ours.owner, key.id)).lastUsedAt).toBeNull();
  expect((await countedOf(ours.id)).count).toBe(0);
});

test("a key that is limited to networks and origins is judged by those that are told", async () => {
  const { apiKey, key } = await grantedKey();
  const allowedNetworks = ["203.0.113.0/24"];
  const allowedOrigins = ["https://crm.example"];
  await editKey(ours.owner, key.id, { allowedNetworks, allowedOrigins });
  const code = async (told: object) => {
    const { code, reason, fix } = await tryKey(ours.owner, "orders", { key: apiKey, ...told });
    expect(fix).toBe(code === "VALID" ? null : `/${ours.slug}/keys/${key.id}`);
    if (code !== "VALID") expect(reason).toMatch(/203\.0\.113\.0\/24|https:\/\/crm\.example/);
    return code;
  };
  const [ip, origin] = [" ::ffff:203.0.113.7", "https://crm.example"];
  expect(await code({})).toBe("IP_NOT_ALLOWED");
  expect(await code({ ip: "", origin: "" })).toBe("IP_NOT_ALLOWED");
  expect(await code({ ip: "198.51.100.1", origin })).toBe("IP_NOT_ALLOWED");
  expect(await code({ ip })).toBe("ORIGIN_NOT_ALLOWED");
  expect(await code({ ip, origin: "https://evil.example" })).toBe("ORIGIN_NOT_ALLOWED");
  expect(await code({ ip, origin })).toBe("VALID");
});

test("what can't be asked is refused in words", async () => {
  const { apiKey: key } = await grantedKey();
  for (const [wish, path] of [
    [{}, "key"],
    [{ key, method: "GET" }, "path"],
    [{ key, path: "/orders" }, "path"],
    [{ key, explain: true }, "explain"],
    [{ key, ip: "localhost" }, "ip"],
    [{ key, ip: 7 }, "ip"],
    [{ key, origin: "x".repeat(2001) }, "origin"],
  ] as const) {
    const { status, extra } = await failure(tryKey(ours.owner, "orders", wish));
    expect([status, extra.errors?.[0]?.path]).toEqual([422, path]);
  }
  for (const api of ["theirs", "nope", null]) {
    expect((await failure(tryKey(ours.owner, api, { key }))).status).toBe(404);
  }
});

test("the token of a JWT key is tried as well", async () => {
  const { organization, mint } = await mintJwtWorld();
  await mintApi(organization, "billing");
  const { token } = await mint();
  const tried = (api: string, key = token) =>
    tryKey(organization.auditor, api, { key, permission: "orders:read" });
  expect(await tried("orders", `\n${token}\n`)).toMatchObject({
    code: "VALID",
    key: { name: "ci", application: "CRM" },
    permissions: ["orders:read"],
  });
  expect(await tried("billing")).toMatchObject({
    code: "INSUFFICIENT_PERMISSIONS",
    reason: expect.stringContaining("does not name billing"),
    permissions: [],
  });
  const forged = `${token.slice(0, -80)}${"A".repeat(80)}`;
  expect(await tried("orders", forged)).toMatchObject({
    code: "MALFORMED",
    reason: expect.stringContaining("has not signed it"),
    key: null,
  });
  const other = `${Buffer.from('{"alg":"RS256"}').toString("base64url")}.e30.c2ln`;
  expect((await tried("orders", other)).reason).toContain("This is a JWT, but none");
  expect((await tried("orders", token.slice(0, -1))).reason).toContain("cut off or altered");
  expect((await tried("orders", "junk")).reason).toContain("has not the form of a key");
  expect(JSON.stringify(await auditOf(organization))).not.toContain(token.split(".")[1]);
});
