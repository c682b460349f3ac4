import { createLocalJWKSet, jwtVerify } from "jose";
import { expect, test } from "vitest";
import { testDatabase } from "@/db/testing/database";
import { transact } from "@/db/transact";
import { connectApplication } from "@/lib/applications/connect";
import { editApi } from "@/lib/catalog/edit-api";
import { editPermission } from "@/lib/catalog/edit-permission";
import { replaceGrants } from "@/lib/grants/replace";
import { editOrganization } from "@/lib/organizations/edit";
import { setPolicies } from "@/lib/policies/set";
import { readPublishedKeys } from "@/lib/signing/published";
import { listSize } from "@/lib/statuses/place";
import { mintApi } from "@/lib/testing/catalog";
import { failure } from "@/lib/testing/failure";
import {
  claimsOf,
  jwtWish,
  mintJwtWorld,
  signersOf,
  takePlaces,
  tokensOf,
} from "@/lib/testing/jwt";
import { mintToken } from "@/lib/testing/organization";
import { auditOf, changesOf } from "@/lib/testing/trail";
import { createKey } from "./create";
import { editKey } from "./edit";
import { getKey } from "./get";
import { revokeKey } from "./revoke";
import { rotateKey } from "./rotate";
import { endRotation, undoRotation } from "./rotation";

testDatabase();

test("the token of a JWT key says what was granted, and its signature is the organization's", async () => {
  const { organization, applicationId, api, mint } = await mintJwtWorld();
  const { developer } = organization;
  const { key, token } = await mint();
  const { current } = await signersOf(organization);
  const keys = await transact(developer, (tx) => readPublishedKeys(tx, organization.id));
  expect(keys).toHaveLength(2);
  const issuer = `http://localhost:3001/o/${organization.slug}`;
  const { payload, protectedHeader } = await jwtVerify(token, createLocalJWKSet({ keys }), {
    issuer,
    audience: api.slug,
    typ: "at+jwt",
    algorithms: ["ES256"],
  });
  expect(protectedHeader).toEqual({ alg: "ES256", typ: "at+jwt", kid: current?.id });
  expect(payload).toEqual({
    iss: issuer,
    sub: applicationId,
    client_id: applicationId,
    aud: [api.slug],
    jti: key.id,
    iat: payload.iat,
    nbf: payload.iat,
    exp: Date.parse(key.expiresAt ?? "") / 1000,
    scope: "orders:read",
    env: "production",
    owner: developer.id,
    status: { status_list: { idx: 0, uri: `${issuer}/status-lists/1` } },
  });
  expect(Math.abs(Date.now() / 1000 - (payload.iat ?? 0))).toBeLessThan(5);
  expect(key).toMatchObject({ kind: "jwt", sharedKey: null });
  const events = await auditOf(organization);
  expect(JSON.stringify(events)).not.toContain(token.split(".")[2]);
  expect(events.slice(-3)).toMatchObject([
    { action: "signing-key.created", after: { state: "current" }, targetId: current?.id },
    { action: "signing-key.created", after: { state: "next" } },
    {
      action: "key.created",
      targetId: key.id,
      after: {
        kind: "jwt",
        signingKey: current?.id,
        audience: [api.slug],
        scope: ["orders:read"],
      },
    },
  ]);
});

test("it begins and ends on whole seconds, within what was wished", async () => {
  const { mint } = await mintJwtWorld();
  const [notBefore, expiresAt] = ["2090-01-01T00:00:00.001Z", "2090-01-02T00:00:00.999Z"];
  const { key, token } = await mint({ notBefore, expiresAt });
  expect(key).toMatchObject({
    notBefore: "2090-01-01T00:00:01.000Z",
    expiresAt: "2090-01-02T00:00:00.000Z",
  });
  expect(claimsOf(token)).toMatchObject({
    nbf: Date.parse(key.notBefore ?? "") / 1000,
    exp: Date.parse(key.expiresAt ?? "") / 1000,
  });
  const { key: passed, token: now } = await mint({ notBefore: "2020-01-01T00:00:00Z" });
  expect(passed.notBefore).toBe("2020-01-01T00:00:00.000Z");
  expect(claimsOf(now)).toMatchObject({ nbf: claimsOf(now).iat });
});

test("it is for every API on which it may do something, or for those that are chosen", async () => {
  const { organization, grant, mint } = await mintJwtWorld();
  await mintApi(organization, "billing");
  await mintApi(organization, "stock");
  await grant([
    { api: "stock", endpoint: "GET /orders" },
    { api: "orders", permission: "orders:read" },
    { api: "orders", permission: "orders:write" },
  ]);
  const all = { aud: ["orders", "stock"], scope: "orders:read orders:write" };
  expect((await failure(mint())).extra.errors).toMatchObject([
    { path: "audiences", message: expect.stringContaining("orders:read of stock") },
  ]);
  expect(claimsOf((await mint({ audiences: ["orders"] })).token)).toMatchObject({
    ...all,
    aud: ["orders"],
  });
  expect(claimsOf((await mint({ audiences: ["stock"] })).token)).toMatchObject({
    aud: ["stock"],
    scope: "",
  });
  await grant([
    { api: "stock", endpoint: "GET /health" },
    ...["orders", "stock"].map((api) => ({ api, permission: "orders:read" })),
    ...["orders", "stock"].map((api) => ({ api, permission: "orders:write" })),
  ]);
  expect(claimsOf((await mint()).token)).toMatchObject(all);
  expect(claimsOf((await mint({ permissions: ["orders:write"] })).token)).toMatchObject({
    ...all,
    scope: "orders:write",
  });
  const { row } = await tokensOf(organization).then((rows) => ({ row: rows.at(-1) }));
  expect(row).toMatchObject({ audiences: ["orders", "stock"], scope: ["orders:write"] });
  expect(row?.audienceIds).toHaveLength(2);
});

test("its scope is what the ceiling of its owner leaves", async () => {
  const { organization, applicationId, api, mint } = await mintJwtWorld();
  const { developer, owner } = organization;
  const grants = ["orders:read", "orders:write"].map((permission) => ({
    api: "orders",
    permission,
  }));
  await replaceGrants(developer, applicationId, { grants: [] });
  await replaceGrants(developer, applicationId, { grants });
  await editPermission(owner, api.id, api.permissions.write, { sensitive: true });
  const scopeOf = async (actor: typeof owner) => claimsOf((await mint({}, actor)).token).scope;
  expect(await scopeOf(developer)).toBe("orders:read");
  expect(await scopeOf(owner)).toBe("orders:read orders:write");
  await setPolicies(owner, { ceilings: { developer: { production: "none" } } });
  expect(await failure(mint({}, developer))).toMatchObject({
    status: 422,
    extra: { errors: [{ path: "kind" }] },
  });
});

test("the wizard makes one, and a service token does, whose key is the application's", async () => {
  const { organization, applicationId } = await mintJwtWorld();
  const { owner, developer } = organization;
  const { application, created } = await connectApplication(owner, {
    name: "Shop",
    baseUrl: "https://shop.example",
    grants: [{ api: "orders", permission: "orders:write" }],
    key: jwtWish(),
  });
  expect(claimsOf(created.token)).toMatchObject({ sub: application.id, scope: "orders:write" });
  expect(application.keys).toMatchObject({ active: 1, sharedKey: null });
  const { actor } = await mintToken(organization, ["keys.write"]);
  const { token } = await createKey(actor, applicationId, jwtWish());
  expect(claimsOf(token)).toMatchObject({ sub: applicationId, owner: developer.id });
  const none = await createKey(owner, applicationId, { ...jwtWish(), ownerId: null });
  expect(claimsOf(none.token)).not.toHaveProperty("owner");
});

test("its issuer is the organization's slug of the moment", async () => {
  const { organization, mint } = await mintJwtWorld();
  const first = claimsOf((await mint()).token);
  const slug = `${organization.slug}-new`;
  await editOrganization(organization.owner, { slug });
  expect(claimsOf((await mint()).token).iss).toBe(`http://localhost:3001/o/${slug}`);
  expect((await tokensOf(organization))[0]).toMatchObject({ issuer: first.iss });
});

test("what the token says can't be edited, the rest can", async () => {
  const { organization, mint } = await mintJwtWorld();
  const { developer } = organization;
  const { key } = await mint();
  for (const [field, value] of [
    ["expiresAt", "2090-01-01T00:00:00Z"],
    ["expiresAt", null],
    ["notBefore", "2030-01-01T00:00:00Z"],
    ["allowedNetworks", ["10.0.0.0/8"]],
    ["allowedOrigins", ["https://x.example"]],
  ] as const) {
    expect([field, await failure(editKey(developer, key.id, { [field]: value }))]).toMatchObject([
      field,
      { status: 422, extra: { errors: [{ path: field }] } },
    ]);
  }
  const same = { expiresAt: key.expiresAt, notBefore: null, allowedNetworks: null };
  expect(await editKey(developer, key.id, { ...same, permissions: [], name: "new" })).toMatchObject(
    { name: "new", permissions: [], expiresAt: key.expiresAt, revision: 2 },
  );
});

test("rotated, it gets a new token for the APIs of the old one that it still reaches", async () => {
  const { organization, api, grant, mint } = await mintJwtWorld();
  const { developer } = organization;
  const billing = await mintApi(organization, "billing");
  await mintApi(organization, "stock");
  const on = (...apis: string[]) => apis.map((api) => ({ api, permission: "orders:read" }));
  await grant(on("orders", "billing", "stock"));
  const { key, token } = await mint({ audiences: ["billing", "orders"] });
  await grant(on("orders", "stock"));
  await editApi(organization.owner, billing.id, { slug: "invoices" });
  await editApi(organization.owner, api.id, { slug: "sales" });
  await mintApi(organization, "billing");
  await grant(on("sales", "stock", "billing"));
  const fresh = await rotateKey(developer, key.id, { overlap: "0s" });
  if (!("token" in fresh)) throw new Error("it is no JWT key");
  expect(claimsOf(fresh.token)).toMatchObject({
    aud: ["sales"],
    jti: fresh.key.id,
    sub: claimsOf(token).sub,
    status: { status_list: { idx: 1 } },
  });
  expect(fresh.rotated).toMatchObject({ id: key.id, status: "revoked" });
  expect(fresh.key).toMatchObject({ kind: "jwt", replacesId: key.id, sharedKey: null });
  const months = Date.parse(fresh.key.expiresAt ?? "") - Date.now();
  expect(Math.round(months / 86_400_000)).toBe(30);
  await grant(on("stock"));
  const refused = await failure(rotateKey(developer, fresh.key.id));
  expect(refused).toMatchObject({ status: 422, extra: { errors: [{ path: "kind" }] } });
  await grant(on("sales"));
  const never = await failure(rotateKey(developer, fresh.key.id, { expiresAt: null }));
  expect(never).toMatchObject({ status: 422, extra: { errors: [{ path: "expiresAt" }] } });
});

test("what would need to see a token used is refused", async () => {
  const { organization, mint } = await mintJwtWorld();
  const { developer } = organization;
  const { key } = await mint();
  const first = await failure(rotateKey(developer, key.id, { activation: "first-use" }));
  expect(first).toMatchObject({ status: 422, extra: { errors: [{ path: "activation" }] } });
  const { key: fresh } = await rotateKey(developer, key.id, { overlap: "1h" });
  expect(await failure(undoRotation(developer, key.id))).toMatchObject({ status: 409 });
  expect((await endRotation(developer, key.id)).key).toMatchObject({ status: "revoked" });
  expect(await getKey(developer, fresh.id)).toMatchObject({ status: "active" });
});

test("whoever follows the log hears of a new token, and so of what changed while it was made", async () => {
  const { organization, mint } = await mintJwtWorld();
  const { key } = await mint();
  expect(await changesOf(organization)).toContainEqual({ kind: "key", id: key.id, revision: 1 });
});

test("fifty at once get one signing key, the one after it, and a place each", async () => {
  const { organization, mint } = await mintJwtWorld();
  const made = await Promise.all(Array.from({ length: 50 }, () => mint()));
  const { rows, current, next } = await signersOf(organization);
  expect(rows).toHaveLength(2);
  expect([current?.currentSince, next?.currentSince]).toEqual([expect.any(Date), null]);
  const tokens = await tokensOf(organization);
  expect(new Set(tokens.map(({ signingKeyId }) => signingKeyId))).toEqual(new Set([current?.id]));
  const places = tokens.map(({ statusIndex }) => statusIndex).sort((a, b) => a - b);
  expect(places).toEqual(Array.from({ length: 50 }, (_, place) => place));
  expect(new Set(made.map(({ token }) => token)).size).toBe(50);
  const created = (await auditOf(organization)).filter(
    ({ action }) => action === "signing-key.created",
  );
  expect(created).toHaveLength(2);
});

test("a place is never given twice, and a full list is followed by another", async () => {
  const { organization, mint } = await mintJwtWorld();
  const { key } = await mint();
  await revokeKey(organization.developer, key.id, {});
  await takePlaces(organization, listSize - 1);
  const placesOf = (token: string) => claimsOf(token).status;
  const uri = (list: number) => expect.stringMatching(new RegExp(`/status-lists/${list}$`));
  expect(placesOf((await mint()).token)).toEqual({
    status_list: { idx: listSize - 1, uri: uri(1) },
  });
  const [one, two] = await Promise.all([mint(), mint()]);
  const last = [placesOf(one.token), placesOf(two.token)];
  expect(last).toEqual(
    expect.arrayContaining([0, 1].map((idx) => ({ status_list: { idx, uri: uri(2) } }))),
  );
});
