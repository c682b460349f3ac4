import { request } from "node:http";
import { createLocalJWKSet, jwtVerify } from "jose";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { database } from "@/db/client";
import { testDatabase } from "@/db/testing/database";
import { revokeKey } from "@/lib/keys/revoke";
import { disableKey } from "@/lib/keys/set-status";
import { editOrganization } from "@/lib/organizations/edit";
import { listSize } from "@/lib/statuses/place";
import { moveIssuer } from "@/lib/testing/feed";
import { alterSigner, claimsOf, mintJwtWorld, takePlaces } from "@/lib/testing/jwt";
import { listedAt } from "./testing/listener";
import { type LiveGate, liveGate } from "./testing/live-gate";

testDatabase();

let live: LiveGate;
beforeAll(async () => {
  live = await liveGate();
});
afterAll(() => live.stop());

const ask = (slug: string, number: number | string = 1, init: RequestInit = {}) =>
  fetch(`${live.address}/o/${slug}/status-lists/${number}`, init);

/** With a Host of one's own, which fetch does not let one send. */
const askAs = (host: string, path: string, more: Record<string, string> = {}): Promise<string> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(live.address);
    request({ hostname, port, path, headers: { host, ...more } }, (response) => {
      let text = "";
      response.on("data", (chunk) => {
        text += chunk;
      });
      response.on("end", () => resolve(text));
    })
      .on("error", reject)
      .end();
  });

test("a list is signed by the organization, says how long it lasts, and is kept until it changes", async () => {
  const { organization, mint } = await mintJwtWorld();
  const { slug, owner } = organization;
  const { token, key } = await mint();
  const answer = await ask(slug);
  expect(answer.status).toBe(200);
  expect(Object.fromEntries(answer.headers)).toMatchObject({
    "content-type": "application/statuslist+jwt",
    "cache-control": "public, max-age=30",
    "access-control-allow-origin": "*",
    etag: expect.stringMatching(/^"[\w-]{22}"$/),
  });
  const jwks = await (await fetch(`${live.address}/o/${slug}/jwks.json`)).json();
  const text = await answer.text();
  const { payload, protectedHeader } = await jwtVerify(text, createLocalJWKSet(jwks), {
    typ: "statuslist+jwt",
    algorithms: ["ES256"],
  });
  const { uri, idx } = (claimsOf(token).status as { status_list: { uri: string; idx: number } })
    .status_list;
  expect(idx).toBe(0);
  expect(payload).toMatchObject({ sub: uri, ttl: 30, status_list: { bits: 2 } });
  expect(payload.exp).toBe((payload.iat ?? 0) + 3600);
  expect(protectedHeader.kid).toBe(jwks.keys[0].kid);
  const etag = answer.headers.get("etag") ?? "";
  const again = await ask(slug, 1, { headers: { "if-none-match": etag } });
  expect([again.status, await again.text(), again.headers.get("etag")]).toEqual([304, "", etag]);
  await new Promise((done) => setTimeout(done, 1100));
  expect((await ask(slug, 1, { headers: { "if-none-match": etag } })).status).toBe(304);
  await disableKey(owner, key.id);
  await expect
    .poll(async () => (await ask(slug, 1, { headers: { "if-none-match": etag } })).status)
    .toBe(200);
  expect(await listedAt(live.address, claimsOf(token))).toBe(2);
});

test("its subject is the address by which tokens name it, by slug and host", async () => {
  const { organization, mint } = await mintJwtWorld();
  const { slug, owner } = organization;
  await mint();
  await moveIssuer(organization, `https://former.example/o/${slug}`);
  await editOrganization(owner, { slug: `${slug}-new` });
  await mint();
  const subject = (token: string) => claimsOf(token).sub;
  const [old, path] = [`/o/${slug}/status-lists/1`, `/o/${slug}-new/status-lists/1`];
  expect(subject(await askAs("former.example", old))).toBe(`https://former.example${old}`);
  expect(subject(await askAs("evil.example", old))).toBe(`https://former.example${old}`);
  for (const host of ["localhost:3001", "former.example", "evil.example"]) {
    expect(subject(await askAs(host, path))).toBe(`http://localhost:3001${path}`);
  }
});

test("its subject is of the scheme by which it was asked for, else of the gate's own", async () => {
  const { organization, mint } = await mintJwtWorld();
  const { slug } = organization;
  await mint();
  await moveIssuer(organization, `https://localhost:3001/o/${slug}`);
  await mint();
  const path = `/o/${slug}/status-lists/1`;
  const told = async (scheme?: string) => {
    const more: Record<string, string> =
      scheme === undefined ? {} : { "x-forwarded-proto": scheme };
    return claimsOf(await askAs("localhost:3001", path, more)).sub;
  };
  expect(await told("https")).toBe(`https://localhost:3001${path}`);
  for (const scheme of [undefined, "http", "gopher", ""]) {
    expect(await told(scheme)).toBe(`http://localhost:3001${path}`);
  }
  expect((await ask(slug)).headers.get("vary")).toBe("x-forwarded-proto");
});

test("an unknown organization or list is not found, and a new one is", async () => {
  const { organization, mint } = await mintJwtWorld();
  const { slug, owner } = organization;
  for (const [name, number] of [
    [slug, 1],
    [slug, 0],
    [slug, "01"],
    [slug, "1x"],
    [slug, 999_999_999],
    [slug, "1/2"],
    ["no-such-organization", 1],
    ["%00", 1],
  ] as const) {
    const answer = await ask(name, number);
    expect([name, number, answer.status]).toEqual([name, number, 404]);
    expect(answer.headers.get("cache-control")).toBe("no-store");
    expect(await answer.json()).toMatchObject({ code: "NOT_FOUND" });
  }
  await mint();
  await expect.poll(async () => (await ask(slug)).status, { timeout: 3000 }).toBe(200);
  await takePlaces(organization, listSize);
  expect((await ask(slug, 2)).status).toBe(404);
  const { token, key } = await mint();
  await expect.poll(async () => (await ask(slug, 2)).status, { timeout: 3000 }).toBe(200);
  await revokeKey(owner, key.id, {});
  await expect
    .poll(() => listedAt(live.address, claimsOf(token)), { timeout: 3000, interval: 100 })
    .toBe(1);
  expect((await ask(slug, 1, { method: "POST" })).status).toBe(405);
  const head = await ask(slug, 1, { method: "HEAD" });
  expect([head.status, await head.text()]).toEqual([200, ""]);
});

test("a signing key that does not open signs no list, and the answer says so in words", async () => {
  const { organization, mint } = await mintJwtWorld();
  await mint();
  await alterSigner(organization, "current", { wrappedKey: Buffer.from("garbage") });
  const answer = await ask(organization.slug);
  expect(answer.status).toBe(503);
  expect((await answer.json()).detail).toMatch(/signing key can't be opened/);
});

test("a crowd of strangers costs one list, and one look at the database", async () => {
  const { organization, mint } = await mintJwtWorld();
  await mint();
  const transactions = vi.spyOn(database(), "transaction");
  const texts = await Promise.all(
    Array.from({ length: 300 }, async () => (await ask(organization.slug)).text()),
  );
  expect(new Set(texts).size).toBe(1);
  // One look at the publisher, one at the tokens; others of this process may look as well.
  expect(transactions.mock.calls.length).toBeLessThan(6);
  transactions.mockClear();
  const began = performance.now();
  const missing = await Promise.all(
    Array.from({ length: 300 }, async (_, i) => (await ask(organization.slug, i + 2)).status),
  );
  expect(new Set(missing)).toEqual(new Set([404]));
  const ms = performance.now() - began;
  console.log(`300 unknown lists: ${ms.toFixed(0)} ms, ${transactions.mock.calls.length} looks`);
  expect(transactions.mock.calls.length).toBeLessThanOrEqual(1 + Math.ceil(ms / 1000));
  transactions.mockRestore();
});

test("a gate that is not up to date gives no list rather than an old one", async () => {
  const gate = await liveGate();
  try {
    const { organization, mint } = await mintJwtWorld();
    await mint();
    const path = `${gate.address}/o/${organization.slug}/status-lists/1`;
    expect((await fetch(path)).status).toBe(200);
    gate.freeze();
    await expect.poll(() => gate.follower.lease.holds(), { timeout: 3000 }).toBe(false);
    await new Promise((done) => setTimeout(done, 1100));
    const answer = await fetch(path);
    expect([answer.status, answer.headers.get("retry-after")]).toEqual([503, "1"]);
    gate.thaw();
    await expect.poll(async () => (await fetch(path)).status, { timeout: 5000 }).toBe(200);
  } finally {
    await gate.stop();
  }
});
