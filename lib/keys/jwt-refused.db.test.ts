import { expect, test } from "vitest";
import { testDatabase } from "@/db/testing/database";
import { connectApplication } from "@/lib/applications/connect";
import { createPermission } from "@/lib/catalog/create-permission";
import { setPolicies } from "@/lib/policies/set";
import { mintApi } from "@/lib/testing/catalog";
import { failure } from "@/lib/testing/failure";
import { alterSigner, jwtWish, mintJwtWorld, signersOf, tokensOf } from "@/lib/testing/jwt";
import { mintApplication } from "@/lib/testing/policies";
import { auditOf, changesOf } from "@/lib/testing/trail";
import { createKey } from "./create";
import { listKeys } from "./list";
import { rotateKey } from "./rotate";

testDatabase();

test.each([
  ["without an end", { expiresAt: null }, "expiresAt"],
  ["that ends before the next second", { expiresAt: () => Date.now() + 5 }, "expiresAt"],
  [
    "that begins in the second of its end",
    { notBefore: "2090-01-01T00:00:00.100Z", expiresAt: "2090-01-01T00:00:00.900Z" },
    "notBefore",
  ],
  ["for some networks", { allowedNetworks: ["10.0.0.0/8"] }, "allowedNetworks"],
  ["for some origins", { allowedOrigins: ["https://x.example"] }, "allowedOrigins"],
  ["for an API that there is not", { audiences: ["nothing"] }, "audiences"],
  ["for an API on which it may do nothing", { audiences: ["orders", "stock"] }, "audiences"],
  ["that may do nothing", { permissions: [] }, "kind"],
  ["with what its application is not granted", { permissions: ["orders:write"] }, "permissions.0"],
])("none is made %s", async (_, wish: Record<string, unknown>, path) => {
  const { organization, mint } = await mintJwtWorld();
  await mintApi(organization, "stock");
  const { expiresAt } = wish;
  const now = typeof expiresAt === "function" && {
    expiresAt: new Date(expiresAt()).toISOString(),
  };
  expect(await failure(mint({ ...wish, ...now }))).toMatchObject({
    status: 422,
    extra: { errors: [{ path }] },
  });
  expect((await listKeys(organization.owner, {})).total).toBe(0);
});

test("none is made of an application that is connected to nothing, nor a secret one with audiences", async () => {
  const { organization } = await mintJwtWorld();
  const bare = await mintApplication(organization);
  expect(await failure(createKey(organization.owner, bare, jwtWish()))).toMatchObject({
    status: 422,
    extra: { errors: [{ path: "kind", message: expect.stringContaining("Connect") }] },
  });
  const secret = { ...jwtWish(), kind: "secret", audiences: ["orders"] };
  expect(await failure(createKey(organization.owner, bare, secret))).toMatchObject({
    status: 422,
    extra: { errors: [{ path: "audiences" }] },
  });
});

test("the wizard says where the wish stood", async () => {
  const { organization } = await mintJwtWorld();
  const wizard = (key: object, grants: object[] = []) =>
    failure(
      connectApplication(organization.owner, {
        name: "Shop",
        baseUrl: "https://shop.example",
        grants,
        key: { ...jwtWish(), ...key },
      }),
    );
  const granted = [{ api: "orders", permission: "orders:read" }];
  for (const [error, path] of [
    [await wizard({}), "key.kind"],
    [await wizard({ expiresAt: null }, granted), "key.expiresAt"],
    [await wizard({ audiences: ["stock"] }, granted), "key.audiences"],
  ] as const) {
    expect(error).toMatchObject({ status: 422, extra: { errors: [{ path }] } });
  }
});

test("policy may allow no JWT keys", async () => {
  const { organization, mint } = await mintJwtWorld();
  const { key } = await mint();
  await setPolicies(organization.owner, { rules: { kinds: ["secret"] } });
  for (const refused of [() => mint(), () => rotateKey(organization.developer, key.id)]) {
    expect(await failure(refused())).toMatchObject({
      status: 422,
      extra: { errors: [{ path: "kind" }] },
    });
  }
});

test("nothing is left of one that was refused: no signing key, no place, no event", async () => {
  const { organization, api, grant, mint } = await mintJwtWorld();
  const { owner } = organization;
  const wide = Array.from({ length: 150 }, (_, n) => `orders-of-quite-some-branch-${n}:administer`);
  for (const name of wide) await createPermission(owner, api.id, { name });
  await grant(wide.map((permission) => ({ api: api.slug, permission })));
  const before = [await auditOf(organization), await changesOf(organization)];
  expect(await failure(mint())).toMatchObject({
    status: 422,
    extra: { errors: [{ path: "permissions", message: expect.stringContaining("too long") }] },
  });
  expect([await auditOf(organization), await changesOf(organization)]).toEqual(before);
  expect((await signersOf(organization)).rows).toEqual([]);
  const { key } = await mint({ permissions: wide.slice(0, 2) });
  expect((await tokensOf(organization))[0]).toMatchObject({ keyId: key.id, statusIndex: 0 });
});

test.each([
  ["is damaged", async () => ({ wrappedKey: Buffer.from("garbage") })],
  ["is empty", async () => ({ wrappedKey: Buffer.alloc(0) })],
  [
    "is another organization's",
    async () => {
      const other = await mintJwtWorld();
      await other.mint();
      const { current } = await signersOf(other.organization);
      return { wrappedKey: current?.wrappedKey, publicJwk: current?.publicJwk };
    },
  ],
  [
    "does not fit the public one",
    async () => {
      const other = await mintJwtWorld();
      await other.mint();
      return { publicJwk: (await signersOf(other.organization)).current?.publicJwk };
    },
  ],
  ["has garbage for a public one", async () => ({ publicJwk: { kty: "EC", x: 1 } })],
])("where the signing key %s, no token is signed and the rest goes on", async (_, damage) => {
  const { organization, applicationId, mint } = await mintJwtWorld();
  const { developer } = organization;
  const { key } = await mint();
  await alterSigner(organization, "current", await damage());
  const before = await auditOf(organization);
  for (const refused of [() => mint(), () => rotateKey(developer, key.id)]) {
    expect(await failure(refused())).toMatchObject({
      status: 503,
      extra: { retryAfter: 60 },
      message: expect.stringMatching(/signing key can't be opened.*PORTCULLIS_SECRET/),
    });
  }
  expect(await auditOf(organization)).toEqual(before);
  expect(await tokensOf(organization)).toHaveLength(1);
  const secret = { name: "ci", environment: "production" as const };
  expect((await createKey(developer, applicationId, secret)).apiKey).toMatch(/^pcl_live_/);
});
