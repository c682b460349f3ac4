import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { testDatabase } from "@/db/testing/database";
import { asSuperuser } from "@/db/testing/superuser";
import { toUuid } from "@/lib/ids";
import { generateKey } from "@/lib/keys/format";
import { getKey } from "@/lib/keys/get";
import { mintKey } from "@/lib/testing/key";
import { basic, bearer } from "./testing/call-door";
import { doorsWorld } from "./testing/doors";

const { superuserUrl } = testDatabase();

const { world, ask, grantedKey, eventsOf } = doorsWorld();

describe("verify-batch", () => {
  const batch = (items: unknown, token = world.verifier) =>
    ask("/v1/keys/verify-batch", { headers: bearer(token), body: { items } });

  test("answers each item in its place, as if asked alone", async () => {
    const { apiKey, key } = await grantedKey();
    const { apiKey: foreign } = await mintKey(world.theirs.owner);
    const answer = await batch([
      { key: "junk" },
      { key: apiKey, api: "orders", permissions: ["orders:read"] },
      { key: foreign },
      { key: apiKey, api: "billing" },
      { key: apiKey, explain: true },
    ]);
    expect(answer.status).toBe(200);
    expect(answer.json.results.map((r: { code: string }) => r.code)).toEqual([
      "MALFORMED",
      "VALID",
      "NOT_FOUND",
      "INSUFFICIENT_PERMISSIONS",
      "VALID",
    ]);
    expect(answer.json.results[1]).toMatchObject({
      key: { id: key.id },
      permissions: ["orders:read"],
    });
    expect(answer.json.results[4].reason).toBeTruthy();
    expect((await batch([])).json).toEqual({ results: [] });
  });

  test("1000 keys that nobody asked about before, of 1 MiB, while others are answered", async () => {
    const { apiKey } = await mintKey(world.ours.owner);
    const items = Array.from({ length: 1000 }, (_, index) => ({
      key: index === 500 ? apiKey : generateKey("pcl", "production"),
      tags: Array.from({ length: 10 }, () => "x".repeat(90)),
    }));
    let slowest = 0;
    let going = true;
    const others = (async () => {
      while (going) {
        const began = performance.now();
        await ask("/v1/keys/verify", { headers: bearer(world.verifier), body: { key: apiKey } });
        slowest = Math.max(slowest, performance.now() - began);
      }
    })();
    const start = performance.now();
    const answer = await batch(items);
    const whole = performance.now() - start;
    going = false;
    await others;
    const codes = answer.json.results.map((r: { code: string }) => r.code);
    expect(codes.filter((code: string) => code === "NOT_FOUND")).toHaveLength(999);
    expect(codes[500]).toBe("VALID");
    expect(slowest).toBeLessThan(whole / 4);
  });

  test("the path of each error begins with the item's place", async () => {
    const answer = await batch([
      { key: "x" },
      { key: 7 },
      "x",
      { key: "x", cost: -1, more: 1 },
      { key: "x", permissions: ["a:b"] },
      { key: "x", request: { method: "GET", path: "/x" } },
    ]);
    expect(answer.status).toBe(422);
    expect(answer.json.errors.map((e: { path: string }) => e.path)).toEqual([
      "items.1.key",
      "items.2",
      "items.3.cost",
      "items.3.more",
      "items.4.permissions",
      "items.5.request.path",
    ]);
    const { apiKey } = await mintKey(world.ours.owner);
    const unknown = await batch([{ key: apiKey }, { key: apiKey, api: "nope" }]);
    expect(unknown.json.errors).toEqual([
      { path: "items.1.api", message: "There is no API with this slug." },
    ]);
  });

  test.each<[string, unknown, number]>([
    ["no list", { items: {} }, 422],
    ["no items", {}, 422],
    ["1001 items", { items: Array.from({ length: 1001 }, () => ({ key: "x" })) }, 422],
    ["more than 2 MiB", { items: [{ key: "x".repeat(2 * 1024 * 1024) }] }, 413],
    ["too many values", { items: [Array.from({ length: 500_000 }, () => [])] }, 400],
    ["no JSON", '{"items":[', 400],
    ["nothing", "", 400],
  ])("%s is refused", async (_, body, status) => {
    const answer = await ask("/v1/keys/verify-batch", { headers: bearer(world.verifier), body });
    expect(answer.status).toBe(status);
  });

  test("an API that the token is not bound to is refused, which the audit log tells once", async () => {
    const { apiKey } = await mintKey(world.ours.owner);
    const events = await eventsOf(async () => {
      const items = Array.from({ length: 20 }, () => ({ key: apiKey, api: "billing" }));
      expect((await batch(items, world.bound)).status).toBe(403);
    });
    expect(events).toMatchObject([{ action: "key.verify.refused", outcome: "refused" }]);
  });
});

describe("self/revoke", () => {
  const path = "/v1/keys/self/revoke";

  test("a holder ends its key, which the audit log tells with the key as actor", async () => {
    const { apiKey, key } = await mintKey(world.ours.owner);
    const events = await eventsOf(async () => {
      const body = { reason: "compromised", note: "pushed to a repository" };
      const answer = await ask(path, { headers: bearer(apiKey), body });
      expect(answer).toMatchObject({
        status: 200,
        json: { id: key.id, status: "revoked", revision: 2, gates: { lapsed: 0 } },
      });
      expect(Date.parse(answer.json.effectiveAt)).toBeLessThanOrEqual(Date.now());
    });
    expect(events).toMatchObject([
      {
        action: "key.revoked",
        actorKind: "key",
        actorId: key.id,
        targetId: key.id,
        reason: "compromised: pushed to a repository",
      },
    ]);
    const verdict = await ask("/v1/keys/verify", {
      headers: bearer(world.verifier),
      body: { key: apiKey },
    });
    expect(verdict.json.code).toBe("REVOKED");
    expect((await ask(path, { headers: bearer(apiKey) })).json).toMatchObject({
      status: "revoked",
      revision: 2,
    });
  });

  test("a key that is disabled or expired can be ended as well", async () => {
    for (const set of ["status = 'disabled'", "expires_at = now() - interval '1 day'"]) {
      const { apiKey, key } = await mintKey(world.ours.owner);
      await asSuperuser(
        superuserUrl,
        `update keys set ${set} where id = '${toUuid("key", key.id)}'`,
      );
      expect((await ask(path, { headers: bearer(apiKey) })).status).toBe(200);
      expect(await getKey(world.ours.owner, key.id)).toMatchObject({ status: "revoked" });
    }
  });

  test("nothing but a key opens it", async () => {
    const { apiKey } = await mintKey(world.ours.owner);
    const unknown = generateKey("pcl", "production");
    for (const credential of [unknown, `${apiKey}x`, world.verifier, world.writer]) {
      expect((await ask(path, { headers: bearer(credential) })).status).toBe(401);
    }
    expect((await ask(path)).status).toBe(401);
    const wrong = { headers: bearer(apiKey), body: { reason: "boredom" } };
    expect((await ask(path, wrong)).status).toBe(422);
  });
});

test("whatever is sent to a door, it never fails", async () => {
  const { apiKey } = await grantedKey();
  const paths = [
    "/v1/keys/verify-batch",
    "/v1/keys/self/revoke",
    "/v1/forward-auth",
    "/v1/forward-auth?api=orders",
    "/v1/introspect",
    "/v1/revoke",
  ];
  const safe = fc.string({ unit: fc.constantFrom(...'abc:_=&?%{}[]",0\u00e9\u00ff ') });
  const credential = fc.oneof(
    fc.constantFrom(
      `Bearer ${world.verifier}`,
      `Bearer ${world.writer}`,
      basic("a", world.verifier).authorization,
    ),
    safe,
  );
  const header = fc.record(
    {
      authorization: credential,
      "x-portcullis-token": fc.oneof(fc.constant(world.verifier), safe),
      "x-api-key": fc.oneof(fc.constant(apiKey), safe),
      "x-forwarded-method": safe,
      "x-forwarded-uri": safe,
      "x-forwarded-for": safe,
      origin: safe,
      "content-type": fc.constantFrom(
        "application/json",
        "application/x-www-form-urlencoded",
        "text/plain",
      ),
    },
    { requiredKeys: [] },
  );
  const body = fc.oneof(
    fc.json(),
    safe,
    safe.map((token) => `token=${token}`),
    fc.json().map((item) => `{"items":[${item}]}`),
  );
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...paths), header, body, async (path, headers, sent) => {
      const { status } = await ask(path, { headers, body: sent });
      expect(status).toBeLessThan(500);
    }),
    { numRuns: 300 },
  );
});
