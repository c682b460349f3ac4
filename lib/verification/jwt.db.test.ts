import { describe, expect, test, vi } from "vitest";
import { database } from "@/db/client";
import { testDatabase } from "@/db/testing/database";
import { deleteApplication } from "@/lib/applications/delete";
import { deactivateApplication } from "@/lib/applications/set-status";
import { newId } from "@/lib/ids";
import { credentialIn } from "@/lib/keys/credential";
import { editKey } from "@/lib/keys/edit";
import { revokeKey } from "@/lib/keys/revoke";
import { disableKey, quarantineKey } from "@/lib/keys/set-status";
import { mintApi } from "@/lib/testing/catalog";
import { mintJwtWorld, signersOf } from "@/lib/testing/jwt";
import { mintToken } from "@/lib/testing/organization";
import { announce } from "./announce";
import { portalServices } from "./services";
import { transactSettled } from "./settle";
import { databaseSource } from "./source";
import { forger } from "./testing/forge";
import { testGates } from "./testing/gate";
import { jwtWorld, orders, reading } from "./testing/jwt-world";
import { verify } from "./verify";

const { superuserUrl } = testDatabase();
const { told, answerOf, codeOf, alterKey, alterToken } = jwtWorld(superuserUrl);
const startGate = testGates(() => told.actor);

test("a JWT key is known by its id, and may what it is granted", async () => {
  const gate = await startGate();
  const { key, token } = await told.world.mint();
  expect(await answerOf(gate, token, { ...reading, explain: false })).toEqual({
    valid: true,
    code: "VALID",
    requestId: told.actor.origin.requestId,
    key: {
      id: key.id,
      sharedKey: null,
      name: "ci",
      environment: "production",
      expiresAt: key.expiresAt,
    },
    application: { id: told.world.applicationId, name: "CRM" },
    organizationId: told.world.organization.id,
    ownerId: told.world.organization.developer.id,
    permissions: ["orders:read"],
    rateLimits: [],
    revision: 1,
  });
  expect(await codeOf(gate, token, {})).toBe("VALID");
  const path = (method: string, path: string) => ({ ...orders, request: { method, path } });
  expect(await codeOf(gate, token, path("GET", "/orders"))).toBe("VALID");
  expect(await codeOf(gate, token, path("POST", "/orders/1/refund"))).toBe(
    "INSUFFICIENT_PERMISSIONS",
  );
});

test("what is written down of a verification names the key, never its token", async () => {
  const gate = await startGate();
  const { key, token } = await told.world.mint();
  const noted: unknown[] = [];
  const recorder = { record: (verified: unknown) => noted.push(verified) };
  await verify(told.actor, { key: token, ...reading }, { ...portalServices, recorder });
  await verify(told.actor, { key: token }, { ...portalServices, recorder, source: gate.source });
  await verify(told.actor, { key: `${token}x` }, { ...portalServices, recorder });
  expect(noted).toMatchObject([
    { code: "VALID", keyId: key.id, applicationId: told.world.applicationId },
    { code: "VALID", keyId: key.id, environment: "production" },
    { code: "MALFORMED", keyId: null },
  ]);
  for (const part of token.split(".")) expect(JSON.stringify(noted)).not.toContain(part);
});

describe("each code, by what its row says", () => {
  test("also in order of precedence", async () => {
    const gate = await startGate();
    const { key, token } = await told.world.mint();
    const { owner } = told.world.organization;
    const { actor: staging } = await mintToken(told.world.organization, ["keys.verify"], {
      environment: "staging",
    });
    const writing = { ...orders, permissions: ["orders:write"] };
    const one = { name: "one", limit: 1, seconds: 3600 };
    await editKey(owner, key.id, { rateLimits: [one] });
    expect((await verify(told.actor, { key: token, ...reading })).code).toBe("VALID");
    const limited = await verify(told.actor, { key: token, ...reading });
    expect(limited).toMatchObject({ code: "RATE_LIMITED", rateLimits: [{ remaining: 0 }] });
    expect(await codeOf(gate, token, writing)).toBe("INSUFFICIENT_PERMISSIONS");
    expect(await codeOf(gate, token, writing, staging)).toBe("WRONG_ENVIRONMENT");
    await quarantineKey(owner, key.id, { note: "Seen elsewhere." });
    expect(await codeOf(gate, token, writing, staging)).toBe("QUARANTINED");
    await alterKey(key.id, "status = 'disabled'");
    expect(await codeOf(gate, token, writing, staging)).toBe("DISABLED");
    await alterKey(key.id, "not_before = now() + interval '1 hour'");
    expect(await codeOf(gate, token, writing, staging)).toBe("NOT_YET_VALID");
    await alterKey(key.id, "expires_at = now() - interval '1 second'");
    expect(await codeOf(gate, token, writing, staging)).toBe("EXPIRED");
    await revokeKey(owner, key.id, {});
    expect(await codeOf(gate, token, writing, staging)).toBe("REVOKED");
    await alterToken(key.id, "audience_ids = '{}'");
    expect(await codeOf(gate, token, writing, staging)).toBe("UNREADABLE");
    await alterKey(key.id, "deleted_at = now()");
    expect(await codeOf(gate, token, writing, staging)).toBe("NOT_FOUND");
  });

  test("what is said of a malformed and of an unknown one is the same for all of them", async () => {
    const gate = await startGate();
    const { token, key } = await told.world.mint();
    const { token: other } = await told.world.mint();
    await alterKey(key.id, "deleted_at = now()");
    const { says } = await forger(told.world.organization, other);
    const bytes = async (text: string) => {
      const { requestId, ...answer } = await answerOf(gate, text, { ...reading, explain: false });
      return JSON.stringify(answer);
    };
    const unknown = [token, says({ jti: newId("key") }), says({ sub: newId("app") })];
    for (const text of unknown) {
      expect(await bytes(text)).toBe('{"valid":false,"code":"NOT_FOUND"}');
    }
    for (const text of [`${other}x`, other.slice(0, -8).padEnd(other.length, "A"), "junk"]) {
      expect(await bytes(text)).toBe('{"valid":false,"code":"MALFORMED"}');
    }
  });

  test("an inactive application, and a deleted one", async () => {
    const own = await mintJwtWorld();
    const { owner } = own.organization;
    const { actor: asking } = await mintToken(own.organization, ["keys.verify"]);
    const gate = await startGate();
    const { token } = await own.mint();
    expect(await codeOf(gate, token, reading, asking)).toBe("VALID");
    await deactivateApplication(owner, own.applicationId);
    expect(await codeOf(gate, token, reading, asking)).toBe("APPLICATION_INACTIVE");
    await deleteApplication(owner, own.applicationId);
    expect(await codeOf(gate, token, reading, asking)).toBe("NOT_FOUND");
  });
});

describe("the audience", () => {
  test("an API that the token does not name grants nothing, whatever is granted there", async () => {
    const gate = await startGate();
    const { token } = await told.world.mint();
    await mintApi(told.world.organization, "billing");
    const read = (api: string) => ({ api, permission: "orders:read" });
    await told.world.grant([read("orders"), read("billing")]);
    const billing = { api: "billing", permissions: ["orders:read"] };
    expect(await answerOf(gate, token, billing)).toMatchObject({
      code: "INSUFFICIENT_PERMISSIONS",
      reason: expect.stringContaining("does not name billing"),
      fix: { url: expect.stringContaining(`/applications/${told.world.applicationId}/keys`) },
    });
    expect(await codeOf(gate, token, { api: "billing" })).toBe("INSUFFICIENT_PERMISSIONS");
    const { token: both } = await told.world.mint();
    expect(await codeOf(gate, both, billing)).toBe("VALID");
    const slugsOf = async (token: string) => {
      const credential = credentialIn(token);
      if (!credential) throw new Error("it is no key");
      const sources = [databaseSource, gate.source];
      const reach = await Promise.all(
        sources.map((source) => source.reach(told.actor, credential)),
      );
      return reach.map((each) => each.map(({ slug }) => slug).sort());
    };
    expect(await slugsOf(token)).toEqual([["orders"], ["orders"]]);
    expect(await slugsOf(both)).toEqual(Array(2).fill(["billing", "orders"]));
    await told.world.grant([read("orders")]);
  });

  test("on those it names, the present grants count: more than its scope, or less", async () => {
    const gate = await startGate();
    const { token, key } = await told.world.mint();
    const writing = { ...orders, permissions: ["orders:write"] };
    await told.world.grant([{ ...orders, permission: "orders:write" }]);
    expect(await codeOf(gate, token)).toBe("INSUFFICIENT_PERMISSIONS");
    expect(await codeOf(gate, token, writing)).toBe("VALID");
    await told.world.grant([{ ...orders, permission: "orders:read" }]);
    await editKey(told.world.organization.owner, key.id, { permissions: [] });
    expect(await codeOf(gate, token)).toBe("INSUFFICIENT_PERMISSIONS");
  });
});

test("a cold JWT key costs at most two reads once its application is known, a warm one none", async () => {
  const gate = await startGate();
  const [first, second] = [await told.world.mint(), await told.world.mint()];
  expect(await gate.code(first.token)).toBe("VALID");
  const transactions = vi.spyOn(database(), "transaction");
  const unrecorded = { ...portalServices, recorder: { record() {} }, source: gate.source };
  const reads = async (key: string) => {
    transactions.mockClear();
    expect((await verify(told.actor, { key }, unrecorded)).code).toBe("VALID");
    return transactions.mock.calls.length;
  };
  const { owner } = told.world.organization;
  await transactSettled(owner, (tx) =>
    announce(tx, owner, { kind: "signing-key", id: "sgk_x", revision: 1 }),
  );
  expect(await reads(second.token)).toBeLessThanOrEqual(2);
  expect(await reads(second.token)).toBe(0);
  expect(await reads(first.token)).toBe(0);
  transactions.mockRestore();
});

test("a JWT key of another organization is malformed here, also at a gate that knows it", async () => {
  const theirs = await mintJwtWorld();
  const { actor: asking } = await mintToken(theirs.organization, ["keys.verify"]);
  const gate = await startGate();
  const { token } = await theirs.mint();
  expect(await codeOf(gate, token, reading, asking)).toBe("VALID");
  expect(await codeOf(gate, token)).toBe("MALFORMED");
  const { key } = await told.world.mint();
  await disableKey(told.world.organization.owner, key.id);
  const mixed = await forger(theirs.organization, token);
  expect(await codeOf(gate, mixed.says({ jti: key.id }), reading, asking)).toBe("NOT_FOUND");
  const { current } = await signersOf(told.world.organization);
  expect(await codeOf(gate, mixed.says({}, { kid: current?.id }))).toBe("MALFORMED");
});
