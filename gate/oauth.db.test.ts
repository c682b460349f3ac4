import { describe, expect, test } from "vitest";
import { testDatabase } from "@/db/testing/database";
import { asSuperuser } from "@/db/testing/superuser";
import { type KeyId, toUuid } from "@/lib/ids";
import { generateKey, generateToken } from "@/lib/keys/format";
import { getKey } from "@/lib/keys/get";
import { revokeKey } from "@/lib/keys/revoke";
import { mintKey } from "@/lib/testing/key";
import { basic, bearer, form } from "./testing/call-door";
import { doorsWorld } from "./testing/doors";

const { superuserUrl } = testDatabase();

const { world, ask, grantedKey, eventsOf } = doorsWorld();

describe("introspect", () => {
  const introspect = (token: string, headers: Record<string, string> = bearer(world.verifier)) =>
    ask("/v1/introspect", { headers, body: form(token) });

  test("tells of a valid key what RFC 7662 has names for", async () => {
    const { apiKey, key, applicationId } = await grantedKey();
    const known = {
      active: true,
      scope: "orders:read",
      client_id: applicationId,
      sub: applicationId,
      jti: key.id,
      token_type: "Bearer",
      iat: Math.floor(Date.parse(key.createdAt) / 1000),
      aud: ["orders"],
      env: "production",
      ...(key.ownerId && { owner: key.ownerId }),
    };
    for (const headers of [
      bearer(world.verifier),
      basic("any", world.verifier),
      bearer(world.bound),
    ]) {
      const answer = await introspect(apiKey, headers);
      expect(answer).toMatchObject({ status: 200 });
      expect(answer.json).toEqual({ ...known, iat: expect.closeTo(known.iat, -1) });
      expect(answer.headers.get("cache-control")).toBe("no-store");
    }
    const expiresAt = "2090-01-01T00:00:00.000Z";
    await asSuperuser(
      superuserUrl,
      `update keys set expires_at = '${expiresAt}' where id = '${toUuid("key", key.id)}'`,
    );
    expect((await introspect(apiKey)).json.exp).toBe(Date.parse(expiresAt) / 1000);
  });

  test("says of everything else that it is inactive, in the same bytes", async () => {
    const { apiKey: foreign } = await mintKey(world.theirs.owner);
    const { apiKey: ungranted } = await mintKey(world.ours.owner);
    const revoked = await grantedKey();
    await revokeKey(world.ours.owner, revoked.key.id, {});
    for (const token of [foreign, revoked.apiKey, "junk", world.verifier, "\0", generateToken()]) {
      expect((await introspect(token)).text).toBe('{"active":false}');
    }
    expect((await introspect(ungranted, bearer(world.bound))).text).toBe('{"active":false}');
    expect((await introspect(ungranted)).json).toMatchObject({ active: true, aud: [], scope: "" });
  });

  test("refuses in the words of RFC 6749", async () => {
    const { apiKey } = await grantedKey();
    for (const headers of [{}, bearer(apiKey), basic("any", "x"), bearer(generateToken())]) {
      const answer = await introspect(apiKey, headers as Record<string, string>);
      expect(answer).toMatchObject({ status: 401, json: { error: "invalid_client" } });
      const scheme = JSON.stringify(headers).includes("Basic") ? "Basic" : "Bearer";
      expect(answer.headers.get("www-authenticate")).toContain(scheme);
      expect(answer.headers.get("content-type")).toBe("application/json");
    }
    const headers = bearer(world.verifier);
    for (const body of [
      form(""),
      new URLSearchParams("a=b"),
      new URLSearchParams("token=a&token=b"),
    ]) {
      const answer = await ask("/v1/introspect", { headers, body });
      expect(answer).toMatchObject({ status: 400, json: { error: "invalid_request" } });
      expect(answer.json.error_description).toMatch(/^[\x20\x21\x23-\x5b\x5d-\x7e]+$/);
    }
    expect((await ask("/v1/introspect", { headers, body: { token: "x" } })).status).toBe(415);
    const events = await eventsOf(async () => {
      const answer = await introspect(apiKey, bearer(world.writer));
      expect(answer).toMatchObject({ status: 403, json: { error: "insufficient_scope" } });
    });
    expect(events).toMatchObject([{ action: "key.verify.refused", outcome: "refused" }]);
  });
});

describe("revoke", () => {
  const revoke = (token: string, headers: Record<string, string>, more = {}) =>
    ask("/v1/revoke", { headers, body: form(token, more) });
  const statusOf = async (id: KeyId) => (await getKey(world.ours.owner, id)).status;

  test("a service token ends a key of its organization, and only its own", async () => {
    const { apiKey, key } = await mintKey(world.ours.owner);
    const foreign = await mintKey(world.theirs.owner);
    const hint = { token_type_hint: "refresh_token" };
    for (const token of [foreign.apiKey, generateKey("pcl", "production"), "junk"]) {
      expect(await revoke(token, bearer(world.writer), hint)).toMatchObject({
        status: 200,
        text: "",
      });
    }
    const { sharedKey, secretKey } = foreign;
    const forged = `${sharedKey}${secretKey}`;
    expect(forged).toBe(foreign.apiKey);
    expect((await getKey(world.theirs.owner, foreign.key.id)).status).toBe("active");
    expect(await revoke(apiKey, basic("any", world.writer))).toMatchObject({
      status: 200,
      text: "",
    });
    expect(await statusOf(key.id)).toBe("revoked");
    expect((await revoke(apiKey, bearer(world.writer))).status).toBe(200);
  });

  test("a key ends itself, and nothing else", async () => {
    const [one, two] = [await mintKey(world.ours.owner), await mintKey(world.ours.owner)];
    expect((await revoke(two.apiKey, bearer(one.apiKey))).status).toBe(200);
    expect(await statusOf(two.key.id)).toBe("active");
    const events = await eventsOf(() => revoke(one.apiKey, basic(one.sharedKey, one.secretKey)));
    expect(events).toMatchObject([{ action: "key.revoked", actorKind: "key" }]);
    expect(await statusOf(one.key.id)).toBe("revoked");
  });

  test("nobody, and a token without the scope, end nothing", async () => {
    const { apiKey, key } = await mintKey(world.ours.owner);
    for (const headers of [{}, bearer("junk"), bearer(generateKey("pcl", "production"))]) {
      const answer = await revoke(apiKey, headers as Record<string, string>);
      expect(answer).toMatchObject({ status: 401, json: { error: "invalid_client" } });
    }
    const events = await eventsOf(async () =>
      expect((await revoke(apiKey, bearer(world.verifier))).status).toBe(403),
    );
    expect(events).toMatchObject([{ action: "key.revoke.refused", outcome: "refused" }]);
    expect(await statusOf(key.id)).toBe("active");
  });
});
