import { expect, test } from "vitest";
import { scopes } from "@/lib/access/rights";
import { createKey } from "@/lib/keys/create";
import { generateKey } from "@/lib/keys/format";
import { getKey } from "@/lib/keys/get";
import { listSigningKeys } from "@/lib/signing/list";
import { jwtWish } from "@/lib/testing/jwt";
import { mintToken } from "@/lib/testing/organization";
import { accessStage } from "./stage";
import { freshTargets } from "./world";

const { world, servers, watched } = accessStage();

test("a key ends itself; a service token is no key", async () => {
  for (const base of [servers.portal, servers.gate]) {
    const { apiKey, key } = await freshTargets(world.ours);
    const end = (token?: string) =>
      fetch(`${base}/v1/keys/self/revoke`, {
        method: "POST",
        headers: token ? { authorization: `Bearer ${token}` } : {},
      });
    for (const token of [undefined, world.bearer.full, `${apiKey}x`, "garbage"]) {
      expect((await end(token)).status).toBe(401);
    }
    expect(await watched(async () => (await end(apiKey)).json())).toMatchObject({
      answer: { id: key.id, status: "revoked" },
      events: [{ action: "key.revoked", outcome: "success" }],
    });
  }
});

test.each(["/v1/forward-auth", "/v1/introspect", "/v1/revoke"])("%s", async (path) => {
  const scope = path === "/v1/revoke" ? "keys.write" : "keys.verify";
  const lacking = scopes.filter((one) => one !== scope);
  const tokens = {
    lacking: (await mintToken(world.ours, lacking)).serviceToken,
    exact: (await mintToken(world.ours, [scope])).serviceToken,
  };
  const request = (key: string, token?: string): RequestInit =>
    path === "/v1/forward-auth"
      ? { headers: { "x-api-key": key, ...(token && { "x-portcullis-token": token }) } }
      : {
          method: "POST",
          headers: token ? { authorization: `Bearer ${token}` } : {},
          body: new URLSearchParams({ token: key }),
        };
  for (const base of [servers.portal, servers.gate]) {
    const { apiKey } = await freshTargets(world.ours);
    const ask = async (token?: string, key = apiKey) => {
      const response = await fetch(base + path, request(key, token));
      const text = await response.text();
      return { status: response.status, text: text.replace(/req_[0-9a-z]{26}/, "") };
    };
    for (const token of [undefined, "garbage", `${tokens.exact}x`]) {
      expect((await ask(token)).status).toBe(401);
    }
    expect(await watched(() => ask(tokens.lacking))).toMatchObject({
      answer: { status: 403 },
      events: [{ outcome: "refused" }],
    });
    const { apiKey: foreign } = await freshTargets(world.theirs);
    const unknown = generateKey("pcl", "production");
    expect(await ask(tokens.exact, foreign)).toEqual(await ask(tokens.exact, unknown));
    expect((await ask(tokens.exact)).status).toBe(200);
  }
});

test("a full batch of more than a mebibyte is answered", async () => {
  const { serviceToken } = await mintToken(world.ours, ["keys.verify"]);
  const { apiKey } = await freshTargets(world.ours);
  const items = Array.from({ length: 1000 }, (_, index) => ({
    key: index === 999 ? apiKey : "junk",
    tags: Array.from({ length: 15 }, () => "x".repeat(80)),
  }));
  for (const base of [servers.portal, servers.gate]) {
    const answer = await fetch(`${base}/v1/keys/verify-batch`, {
      method: "POST",
      headers: { authorization: `Bearer ${serviceToken}`, "content-type": "application/json" },
      body: JSON.stringify({ items }),
    });
    const { results } = (await answer.json()) as { results: { code: string }[] };
    expect([results.length, results[0]?.code, results[999]?.code]).toEqual([
      1000,
      "MALFORMED",
      "VALID",
    ]);
  }
});

test("what clients discover is public, and tells what is there", async () => {
  for (const base of [servers.portal, servers.gate]) {
    const get = (slug: string) => fetch(`${base}/.well-known/oauth-authorization-server/o/${slug}`);
    const answer = await get(world.ours.slug);
    expect(answer.headers.get("cache-control")).toBe("public, max-age=300");
    const told = (await answer.json()) as Record<string, string>;
    expect(told.issuer).toBe(`${servers.gate}/o/${world.ours.slug}`);
    for (const place of ["introspection_endpoint", "revocation_endpoint"]) {
      expect((await fetch(told[place] ?? "", { method: "POST" })).status).toBe(401);
    }
    const missing = await get("no-such-organization");
    expect([missing.status, missing.headers.get("cache-control")]).toEqual([404, "no-store"]);
    for (const kind of ["oauth-authorization-server", "openid-configuration"]) {
      const same = await fetch(`${base}/o/${world.ours.slug}/.well-known/${kind}`);
      expect(await same.json()).toEqual(told);
    }
  }
});

test("what tokens are signed with is public, and kept until it changes", async () => {
  const { owner, slug } = world.ours;
  const { application } = await freshTargets(world.ours);
  await createKey(owner, application.id, jwtWish());
  const { keys: signers } = await listSigningKeys(owner);
  expect(signers.map(({ state }) => state)).toEqual(expect.arrayContaining(["next", "current"]));
  const kids: string[][] = [];
  for (const base of [servers.portal, servers.gate]) {
    const ask = (headers = {}) => fetch(`${base}/o/${slug}/jwks.json`, { headers });
    const told = async () => (await (await ask()).json()).keys.length;
    await expect.poll(told, { timeout: 5000 }).toBe(signers.length);
    const answer = await ask();
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      "cache-control": "public, max-age=300",
      "access-control-allow-origin": "*",
      "content-type": "application/json; charset=utf-8",
    });
    const { keys } = (await answer.json()) as { keys: { kid: string }[] };
    kids.push(keys.map(({ kid }) => kid));
    const etag = answer.headers.get("etag") ?? "";
    const again = await ask({ "if-none-match": etag });
    expect([again.status, await again.text()]).toEqual([304, ""]);
    expect(again.headers.get("cache-control")).toBe("public, max-age=300");
    const missing = await fetch(`${base}/o/no-such-organization/jwks.json`);
    expect([missing.status, missing.headers.get("cache-control")]).toEqual([404, "no-store"]);
    const written = await fetch(`${base}/o/${slug}/jwks.json`, { method: "POST" });
    expect(written.status).toBe(base === servers.gate ? 405 : 403);
  }
  expect(kids[0]).toEqual(kids[1]);
});

test("what the API takes and answers is public, and kept until it changes", async () => {
  const get = (headers = {}) => fetch(`${servers.portal}/openapi.json`, { headers });
  const answer = await get();
  const etag = answer.headers.get("etag") ?? "";
  expect(answer.headers.get("cache-control")).toBe("public, max-age=300");
  expect(await answer.json()).toMatchObject({
    openapi: "3.1.1",
    servers: [{ url: servers.portal }],
    paths: { "/v1/keys/verify": { servers: [{ url: servers.gate }, { url: servers.portal }] } },
  });
  const again = await get({ "if-none-match": etag });
  expect([again.status, await again.text()]).toEqual([304, ""]);
});

test("a portal behind which a gateway asks learns the caller's address from it alone", async () => {
  const { serviceToken } = await mintToken(world.ours, ["keys.verify"]);
  const { apiKey, key } = await freshTargets(world.ours);
  const answer = await fetch(`${servers.portal}/v1/forward-auth`, {
    headers: {
      "x-portcullis-token": serviceToken,
      "x-api-key": apiKey,
      "x-forwarded-for": "192.0.2.1, 198.51.100.9",
      "x-forwarded-claim": "192.0.2.2",
    },
  });
  expect(answer.headers.get("x-portcullis-key")).toBe(key.id);
  await expect
    .poll(async () => (await getKey(world.ours.owner, key.id)).lastUsedNetwork, { timeout: 5000 })
    .toBe("198.51.100.9");
});
