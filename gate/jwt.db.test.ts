import { beforeAll, describe, expect, test } from "vitest";
import { testDatabase } from "@/db/testing/database";
import { asSuperuser } from "@/db/testing/superuser";
import { replaceGrants } from "@/lib/grants/replace";
import { type ApplicationId, toUuid } from "@/lib/ids";
import { createKey } from "@/lib/keys/create";
import { getKey } from "@/lib/keys/get";
import { revokeKey } from "@/lib/keys/revoke";
import { claimsOf, jwtWish } from "@/lib/testing/jwt";
import { mintKey } from "@/lib/testing/key";
import { basic, bearer, form } from "./testing/call-door";
import { doorsWorld } from "./testing/doors";

const { superuserUrl } = testDatabase();
const { world, ask, grantedKey, eventsOf } = doorsWorld();
let applicationId: ApplicationId;

beforeAll(async () => {
  ({ applicationId } = await grantedKey());
});

const mint = (wish: object = {}) =>
  createKey(world.ours.owner, applicationId, { ...jwtWish(), ...wish });
const statusOf = async ({ key }: Awaited<ReturnType<typeof mint>>) =>
  (await getKey(world.ours.owner, key.id)).status;
/** The same with another signature. */
const forgedOf = (token: string) => `${token.slice(0, -80)}${"A".repeat(80)}`;

test("verify and verify-batch", async () => {
  const { token, key } = await mint();
  const headers = bearer(world.verifier);
  const body = { key: token, api: "orders", permissions: ["orders:read"] };
  const one = await ask("/v1/keys/verify", { headers, body });
  expect(one.json).toMatchObject({ valid: true, key: { id: key.id, sharedKey: null } });
  const items = [body, { ...body, api: "billing" }, { key: forgedOf(token) }, { key: `${token}.` }];
  const { json } = await ask("/v1/keys/verify-batch", { headers, body: { items } });
  expect(json.results.map(({ code }: { code: string }) => code)).toEqual([
    "VALID",
    "INSUFFICIENT_PERMISSIONS",
    "MALFORMED",
    "MALFORMED",
  ]);
  const pair = { sharedKey: token.slice(0, 40), secretKey: token.slice(40) };
  const asPair = await ask("/v1/keys/verify", { headers, body: { key: pair } });
  expect(asPair.json.code).toBe("MALFORMED");
  const giant = { key: `${token}${"A".repeat(1_000_000)}` };
  expect((await ask("/v1/keys/verify", { headers, body: giant })).status).toBe(413);
  const batch = await ask("/v1/keys/verify-batch", { headers, body: { items: [giant] } });
  expect(batch.json.results).toMatchObject([{ code: "MALFORMED" }]);
});

describe("the key itself", () => {
  const self = (token: string) => ask("/v1/keys/self", { method: "GET", headers: bearer(token) });

  test("reads what it may where its token is for, and nothing elsewhere", async () => {
    const { token, key } = await mint();
    const grants = [
      { api: "orders", permission: "orders:read" },
      { api: "billing", permission: "orders:write" },
    ];
    await replaceGrants(world.ours.owner, applicationId, { grants });
    const answer = await self(token);
    expect(answer.json).toMatchObject({
      key: { id: key.id, sharedKey: null, status: "active", expiresAt: key.expiresAt },
      permissions: ["orders:read"],
    });
    const other = await mint({ audiences: ["billing"] });
    expect((await self(other.token)).json.permissions).toEqual(["orders:write"]);
    await replaceGrants(world.ours.owner, applicationId, { grants: grants.slice(0, 1) });
  });

  test("is refused where it is forged, unknown or nobody's", async () => {
    const { token, key } = await mint();
    const refused = async (text: string) => {
      const { status, json } = await self(text);
      const { requestId, ...problem } = json;
      return [status, JSON.stringify(problem)];
    };
    const expected = await refused("junk");
    expect(expected[0]).toBe(401);
    expect(await refused(forgedOf(token))).toEqual(expected);
    await asSuperuser(
      superuserUrl,
      `update keys set deleted_at = now() where id = '${toUuid("key", key.id)}'`,
    );
    expect(await refused(token)).toEqual(expected);
  });

  test("is found by a former slug, and by one that nobody has it is not", async () => {
    const { token } = await mint();
    const org = toUuid("org", world.ours.id);
    await asSuperuser(
      superuserUrl,
      `update organization_slugs set current = false where org_id = '${org}';
       update organizations set slug = 'new-name' where org_id = '${org}';
       insert into organization_slugs (slug, org_id) values ('new-name', '${org}')`,
    );
    expect(String(claimsOf(token).iss)).toMatch(new RegExp(`/o/${world.ours.slug}$`));
    expect((await self(token)).status).toBe(200);
    const { token: present } = await mint();
    expect(String(claimsOf(present).iss)).toMatch(/\/o\/new-name$/);
    await asSuperuser(
      superuserUrl,
      `delete from organization_slugs where slug = 'new-name';
       update organizations set slug = '${world.ours.slug}' where org_id = '${org}';
       update organization_slugs set current = true where org_id = '${org}'`,
    );
    expect((await self(present)).status).toBe(401);
  });

  test("revokes itself", async () => {
    const minted = await mint();
    const answer = await ask("/v1/keys/self/revoke", { headers: bearer(minted.token) });
    expect(answer).toMatchObject({ status: 200, json: { id: minted.key.id, status: "revoked" } });
    const again = await self(minted.token);
    expect(again).toMatchObject({
      status: 401,
      json: { detail: expect.stringContaining("revoked") },
    });
  });
});

describe("forward-auth", () => {
  const forward = async (headers: Record<string, string>, query = "?api=orders") => {
    const request = { "x-forwarded-method": "GET", "x-forwarded-uri": "/orders" };
    const gateway = { "x-portcullis-token": world.verifier, ...request };
    const answer = await ask(`/v1/forward-auth${query}`, {
      method: "GET",
      headers: { ...gateway, ...headers },
    });
    return [
      answer.status,
      answer.headers.get("x-portcullis-code") ?? answer.headers.get("x-portcullis-key"),
    ];
  };

  test("takes the token as Bearer or in X-API-Key; of two different credentials neither", async () => {
    const { token, key } = await mint();
    const other = await mint();
    const { apiKey } = await mintKey(world.ours.owner);
    const passed = [200, key.id];
    expect(await forward(bearer(token))).toEqual(passed);
    expect(await forward({ "x-api-key": token })).toEqual(passed);
    expect(await forward({ "x-api-key": token, ...bearer(token) })).toEqual(passed);
    expect(
      await forward({ "x-api-key": token, ...bearer("eyJhbGciOiJSUzI1NiJ9.e30.c2ln") }),
    ).toEqual(passed);
    for (const second of [other.token, apiKey, forgedOf(token)]) {
      expect(await forward({ "x-api-key": second, ...bearer(token) })).toEqual([401, "MALFORMED"]);
    }
    expect(await forward(bearer(token), "?api=billing")).toEqual([403, "INSUFFICIENT_PERMISSIONS"]);
    expect(await forward(bearer(forgedOf(token)))).toEqual([401, "MALFORMED"]);
  });
});

describe("introspect", () => {
  const introspect = (token: string, credential = world.verifier) =>
    ask("/v1/introspect", { headers: bearer(credential), body: form(token) });

  test("tells of a valid one what RFC 7662 has names for, and its token says", async () => {
    const { token, key } = await mint();
    const { iat, nbf, exp, iss } = claimsOf(token);
    for (const credential of [world.verifier, world.bound]) {
      expect((await introspect(token, credential)).json).toEqual({
        active: true,
        scope: "orders:read",
        client_id: applicationId,
        sub: applicationId,
        jti: key.id,
        token_type: "Bearer",
        ...{ iss, iat, nbf, exp },
        aud: ["orders"],
        env: "production",
        owner: key.ownerId,
      });
    }
  });

  test("says of everything else that it is inactive", async () => {
    const minted = await mint();
    expect((await introspect(forgedOf(minted.token))).text).toBe('{"active":false}');
    await revokeKey(world.ours.owner, minted.key.id, {});
    expect((await introspect(minted.token)).text).toBe('{"active":false}');
  });
});

describe("revoke", () => {
  const revoke = (token: string, headers: Record<string, string>) =>
    ask("/v1/revoke", { headers, body: form(token) });

  test("a service token ends the key whose token it is, and nothing by a forged one", async () => {
    const minted = await mint();
    expect((await revoke(forgedOf(minted.token), bearer(world.writer))).status).toBe(200);
    expect(await statusOf(minted)).toBe("active");
    expect((await revoke(minted.token, bearer(world.verifier))).status).toBe(403);
    expect((await revoke(minted.token, bearer(world.writer))).status).toBe(200);
    expect(await statusOf(minted)).toBe("revoked");
  });

  test("the token ends itself, as Bearer or as password, and nothing else", async () => {
    const [one, two, three] = [await mint(), await mint(), await mint()];
    expect((await revoke(two.token, bearer(one.token))).status).toBe(200);
    expect([await statusOf(one), await statusOf(two)]).toEqual(["active", "active"]);
    expect((await revoke(one.token, bearer(forgedOf(one.token)))).status).toBe(401);
    expect(await statusOf(one)).toBe("active");
    const events = await eventsOf(() => revoke(one.token, bearer(one.token)));
    expect(events).toMatchObject([{ action: "key.revoked", actorKind: "key" }]);
    expect((await revoke(three.token, basic("any", three.token))).status).toBe(200);
    expect([await statusOf(one), await statusOf(three)]).toEqual(["revoked", "revoked"]);
  });
});
