import { createRemoteJWKSet, decodeProtectedHeader, jwtVerify } from "jose";
import { beforeAll, describe, expect, test } from "vitest";
import { testDatabase } from "@/db/testing/database";
import { asSuperuser } from "@/db/testing/superuser";
import { type OrganizationId, toUuid } from "@/lib/ids";
import { deleteOrganization } from "@/lib/organizations/delete";
import { editOrganization } from "@/lib/organizations/edit";
import { rotateSigningKey } from "@/lib/signing/rotate";
import { alterSigner, mintJwtWorld, signersOf } from "@/lib/testing/jwt";
import { mintOrganization } from "@/lib/testing/organization";
import { doorsWorld } from "./testing/doors";

const { superuserUrl } = testDatabase();

const { world, ask } = doorsWorld();
let jwt: Awaited<ReturnType<typeof mintJwtWorld>>;
let token: string;

beforeAll(async () => {
  jwt = await mintJwtWorld();
  ({ token } = await jwt.mint());
});

const get = (path: string, headers: Record<string, string> = {}) =>
  ask(path, { method: "GET", headers });
const jwks = (slug: string) => get(`/o/${slug}/jwks.json`);
const kidsOf = async (slug: string) =>
  ((await jwks(slug)).json.keys as { kid: string }[]).map(({ kid }) => kid);

describe("a key set", () => {
  test("has what tokens are and will be signed with, for everybody, and no private part", async () => {
    const { organization } = jwt;
    const answer = await jwks(organization.slug);
    const { current, next } = await signersOf(organization);
    expect(answer.json.keys).toMatchObject([{ kid: current?.id }, { kid: next?.id }]);
    for (const key of answer.json.keys) {
      expect(Object.keys(key).sort()).toEqual(["alg", "crv", "kid", "kty", "use", "x", "y"]);
    }
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      "content-type": "application/json; charset=utf-8",
      "cache-control": "public, max-age=300",
      "access-control-allow-origin": "*",
    });
    const address = new URL(`${world.address}/o/${organization.slug}/jwks.json`);
    const { protectedHeader } = await jwtVerify(token, createRemoteJWKSet(address));
    expect(protectedHeader.kid).toBe(current?.id);
  });

  test("is told once to those who have it", async () => {
    const address = `${world.address}/o/${jwt.organization.slug}/jwks.json`;
    const etag = (await fetch(address)).headers.get("etag") ?? "";
    expect(etag).toMatch(/^"[\w-]{22}"$/);
    for (const known of [etag, `W/${etag}`, `"other", ${etag}`, "*"]) {
      const again = await fetch(address, { headers: { "if-none-match": known } });
      expect([known, again.status, await again.text()]).toEqual([known, 304, ""]);
      expect(again.headers.get("etag")).toBe(etag);
    }
    const other = await fetch(address, { headers: { "if-none-match": '"other"' } });
    expect(other.status).toBe(200);
    const head = await fetch(address, { method: "HEAD" });
    expect([head.status, head.headers.get("etag"), await head.text()]).toEqual([200, etag, ""]);
  });

  test("has a new key within seconds, and a retired one until it is removed", async () => {
    const { organization, mint } = await mintJwtWorld();
    const { slug, owner } = organization;
    const first = await jwks(slug);
    expect(first.json).toEqual({ keys: [] });
    expect(first.headers.get("cache-control")).toBe("public, no-cache");
    const made = performance.now();
    const old = decodeProtectedHeader((await mint()).token).kid;
    await expect.poll(() => kidsOf(slug), { timeout: 5000 }).toContain(old);
    await alterSigner(organization, "next", { createdAt: new Date(0) });
    await rotateSigningKey(owner);
    const { current, next } = await signersOf(organization);
    const all = [current?.id, next?.id, old];
    await expect.poll(() => kidsOf(slug), { timeout: 5000 }).toEqual(all);
    expect(performance.now() - made).toBeLessThan(10_000);
  });

  test("is also that of a former slug, and none of a deleted organization", async () => {
    await mintOrganization();
    const { organization, mint } = await mintJwtWorld();
    await mint();
    const { slug, owner, name } = organization;
    const kids = await kidsOf(slug);
    await editOrganization(owner, { slug: `${slug}-new` });
    expect([await kidsOf(slug), await kidsOf(`${slug}-new`)]).toEqual([kids, kids]);
    await deleteOrganization(owner, { name });
    const status = async () => (await jwks(slug)).status;
    await expect.poll(status, { timeout: 5000 }).toBe(404);
    const bytes = async (of: string) => (await jwks(of)).text.replace(/req_\w+/, "");
    expect(await bytes(slug)).toBe(await bytes("no-such"));
  });

  test("of what is none is not found, and costs a stranger's turn only", async () => {
    for (const slug of ["no-such", "%00", "UPPER", "x".repeat(5000), "o", "..%2f"]) {
      const answer = await fetch(`${world.address}/o/${slug}/jwks.json`);
      expect([slug, answer.status]).toEqual([slug, 404]);
      expect(answer.headers.get("cache-control")).toBe("no-store");
    }
    const { slug } = jwt.organization;
    for (const path of ["/o/", `/o/${slug}`, `/o/${slug}/jwks`, `/o/${slug}/x/jwks.json`]) {
      expect([path, (await fetch(world.address + path)).status]).toEqual([path, 404]);
    }
    expect((await ask(`/o/${slug}/jwks.json`)).status).toBe(405);
    const strangers = Array.from({ length: 1000 }, (_, n) =>
      fetch(`${world.address}/o/nobody-${n}/jwks.json`).then(({ status }) => status),
    );
    const known = await Promise.all(Array.from({ length: 50 }, () => jwks(slug)));
    expect(new Set(known.map(({ status }) => status))).toEqual(new Set([200]));
    expect(new Set(await Promise.all(strangers)).has(500)).toBe(false);
  });

  test("is told as it was while it can't be read", async () => {
    const { slug } = jwt.organization;
    const kids = await kidsOf(slug);
    const unread = `${world.address}/o/${world.theirs.slug}/jwks.json`;
    await asSuperuser(superuserUrl, "revoke select on signing_keys from portcullis");
    try {
      await new Promise((done) => setTimeout(done, 2100));
      expect(await kidsOf(slug)).toEqual(kids);
      expect((await fetch(unread)).status).toBe(500);
    } finally {
      await asSuperuser(superuserUrl, "grant select on signing_keys to portcullis");
    }
    expect((await fetch(unread)).status).toBe(200);
  });
});

describe("metadata", () => {
  const wellKnown = "/.well-known/oauth-authorization-server";
  const places = (slug: string) => [
    `${wellKnown}/o/${slug}`,
    `/o/${slug}${wellKnown}`,
    `/o/${slug}/.well-known/openid-configuration`,
  ];

  const addSlug = (slug: string, id: OrganizationId) =>
    asSuperuser(
      superuserUrl,
      `insert into organization_slugs (slug, org_id, current)
       values ('${slug}', '${toUuid("org", id)}', false)`,
    );

  test("is served of present and former slugs, with the issuer that was asked", async () => {
    await addSlug("was-once", jwt.organization.id);
    for (const slug of [jwt.organization.slug, "was-once"]) {
      for (const place of places(slug)) {
        const answer = await fetch(world.address + place);
        const issuer = `http://localhost:3001/o/${slug}`;
        expect(await answer.json()).toMatchObject({ issuer, jwks_uri: `${issuer}/jwks.json` });
        expect(Object.fromEntries(answer.headers)).toMatchObject({
          "cache-control": "public, max-age=300",
          "access-control-allow-origin": "*",
          etag: expect.any(String),
        });
      }
    }
  });

  test("of what is none is not found", async () => {
    for (const slug of ["no-such", "", "%00", "a/b", "UPPER", "x".repeat(5000)]) {
      for (const place of places(slug)) {
        const answer = await fetch(world.address + place);
        expect([place, answer.status]).toEqual([place, 404]);
        expect(answer.headers.get("cache-control")).toBe("no-store");
      }
    }
    for (const place of places(jwt.organization.slug)) {
      expect((await fetch(world.address + place, { method: "POST" })).status).toBe(405);
    }
  });
});
