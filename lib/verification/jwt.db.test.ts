import { beforeAll, describe, expect, test, vi } from "vitest";
import { database } from "@/db/client";
import { testDatabase } from "@/db/testing/database";
import { asSuperuser } from "@/db/testing/superuser";
import type { TokenActor } from "@/lib/access/actor";
import { deleteApplication } from "@/lib/applications/delete";
import { deactivateApplication } from "@/lib/applications/set-status";
import { type KeyId, newId, toUuid } from "@/lib/ids";
import { editKey } from "@/lib/keys/edit";
import { revokeKey } from "@/lib/keys/revoke";
import { disableKey, quarantineKey } from "@/lib/keys/set-status";
import { mintApi } from "@/lib/testing/catalog";
import { claimsOf, mintJwtWorld, signersOf } from "@/lib/testing/jwt";
import { mintToken } from "@/lib/testing/organization";
import { announce } from "./announce";
import { portalServices } from "./services";
import { transactSettled } from "./settle";
import { forger } from "./testing/forge";
import { type TestGate, testGates } from "./testing/gate";
import { verify } from "./verify";

const { superuserUrl } = testDatabase();
let world: Awaited<ReturnType<typeof mintJwtWorld>>;
let actor: TokenActor;
const startGate = testGates(() => actor);

beforeAll(async () => {
  world = await mintJwtWorld();
  ({ actor } = await mintToken(world.organization, ["keys.verify"]));
});

const orders = { api: "orders" };
const reading = { ...orders, permissions: ["orders:read"] };

/** The answer of a gate and of the portal, which have to agree but for the request's id. */
async function answerOf(gate: TestGate, key: string, wish: object = reading, asking = actor) {
  const services = { ...portalServices, source: gate.source };
  const asked = { key, explain: true, ...wish };
  const portal = await verify(asking, asked);
  expect(await verify(asking, asked, services)).toEqual(portal);
  expect(await verify(asking, asked, services)).toEqual(portal);
  return portal;
}
const codeOf = async (...asked: Parameters<typeof answerOf>) => (await answerOf(...asked)).code;

/** Alters rows as no verb does, and lets the gates hear of it. */
async function force(statement: string, kind: "key" | "signing-key" = "key", id = "key_x") {
  await asSuperuser(superuserUrl, statement);
  const { owner } = world.organization;
  await transactSettled(owner, (tx) => announce(tx, owner, { kind, id, revision: 1 }));
}
const uuid = (id: KeyId) => `'${toUuid("key", id)}'`;
const alterKey = (id: KeyId, set: string) =>
  force(`update keys set ${set} where id = ${uuid(id)}`, "key", id);
const alterToken = (id: KeyId, set: string) =>
  force(`update key_tokens set ${set} where key_id = ${uuid(id)}`, "key", id);

test("a JWT key is known by its id, and may what it is granted", async () => {
  const gate = await startGate();
  const { key, token } = await world.mint();
  expect(await answerOf(gate, token, { ...reading, explain: false })).toEqual({
    valid: true,
    code: "VALID",
    requestId: actor.origin.requestId,
    key: {
      id: key.id,
      sharedKey: null,
      name: "ci",
      environment: "production",
      expiresAt: key.expiresAt,
    },
    application: { id: world.applicationId, name: "CRM" },
    organizationId: world.organization.id,
    ownerId: world.organization.developer.id,
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

describe("each code, by what its row says", () => {
  test("also in order of precedence", async () => {
    const gate = await startGate();
    const { key, token } = await world.mint();
    const { owner } = world.organization;
    const { actor: staging } = await mintToken(world.organization, ["keys.verify"], {
      environment: "staging",
    });
    const writing = { ...orders, permissions: ["orders:write"] };
    const one = { name: "one", limit: 1, seconds: 3600 };
    await editKey(owner, key.id, { rateLimits: [one] });
    expect((await verify(actor, { key: token, ...reading })).code).toBe("VALID");
    const limited = await verify(actor, { key: token, ...reading });
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
    const { token, key } = await world.mint();
    const { token: other } = await world.mint();
    await alterKey(key.id, "deleted_at = now()");
    const { says } = await forger(world.organization, other);
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
    const { token } = await world.mint();
    await mintApi(world.organization, "billing");
    const read = (api: string) => ({ api, permission: "orders:read" });
    await world.grant([read("orders"), read("billing")]);
    const billing = { api: "billing", permissions: ["orders:read"] };
    expect(await answerOf(gate, token, billing)).toMatchObject({
      code: "INSUFFICIENT_PERMISSIONS",
      reason: expect.stringContaining("does not name billing"),
      fix: { url: expect.stringContaining(`/applications/${world.applicationId}/keys`) },
    });
    expect(await codeOf(gate, token, { api: "billing" })).toBe("INSUFFICIENT_PERMISSIONS");
    const { token: both } = await world.mint();
    expect(await codeOf(gate, both, billing)).toBe("VALID");
    await world.grant([read("orders")]);
  });

  test("on those it names, the present grants count: more than its scope, or less", async () => {
    const gate = await startGate();
    const { token, key } = await world.mint();
    const writing = { ...orders, permissions: ["orders:write"] };
    await world.grant([{ ...orders, permission: "orders:write" }]);
    expect(await codeOf(gate, token)).toBe("INSUFFICIENT_PERMISSIONS");
    expect(await codeOf(gate, token, writing)).toBe("VALID");
    await world.grant([{ ...orders, permission: "orders:read" }]);
    await editKey(world.organization.owner, key.id, { permissions: [] });
    expect(await codeOf(gate, token)).toBe("INSUFFICIENT_PERMISSIONS");
  });
});

describe("garbage", () => {
  test.each([
    ["an empty audience", "audience_ids = '{}'"],
    ["an audience with a hole", "audience_ids = array[null]::uuid[]"],
    ["no end", "expires_at = 'infinity'"],
    ["an end before that of the key", "expires_at = expires_at - interval '1 second'"],
  ])("%s in a row of key_tokens makes that key unreadable, and no other", async (_, set) => {
    const gate = await startGate();
    const [bad, good] = [await world.mint(), await world.mint()];
    expect(await codeOf(gate, bad.token)).toBe("VALID");
    await alterToken(bad.key.id, set);
    expect(await codeOf(gate, bad.token)).toBe("UNREADABLE");
    expect(await codeOf(gate, good.token)).toBe("VALID");
    await force(`delete from key_tokens where key_id = ${uuid(bad.key.id)}`, "key", bad.key.id);
    expect(await codeOf(gate, bad.token)).toBe("UNREADABLE");
  });

  test("in a public key harms what it signed only", async () => {
    const own = await mintJwtWorld();
    const { actor: asking } = await mintToken(own.organization, ["keys.verify"]);
    const gate = await startGate();
    const { token } = await own.mint();
    const { current } = await signersOf(own.organization);
    const id = toUuid("sgk", current?.id ?? newId("sgk"));
    for (const jwk of ["{}", '"x"', "null", '{"kty":"EC","crv":"P-256","x":"AA","y":"AA"}']) {
      await asSuperuser(
        superuserUrl,
        `update signing_keys set public_jwk = '${jwk}' where id = '${id}'`,
      );
      const answer = await verify(asking, { key: token, ...reading });
      expect(answer.code).toBe("MALFORMED");
    }
    expect(
      (await verify(asking, { key: token }, { ...portalServices, source: gate.source })).code,
    ).toBe("MALFORMED");
  });
});

describe("what was once true of an organization", () => {
  test("a former slug and a former address of the gate are accepted as issuers", async () => {
    const gate = await startGate();
    const { token, key } = await world.mint();
    await alterToken(key.id, `issuer = 'https://old.example/o/before'`);
    expect(await codeOf(gate, token)).toBe("NOT_FOUND");
    const { says } = await forger(world.organization, token);
    expect(await codeOf(gate, says({ iss: "https://old.example/o/before" }))).toBe("VALID");
    const { token: present } = await world.mint();
    await force(
      `update organizations set slug = 'renamed' where org_id = '${toUuid("org", world.organization.id)}'`,
    );
    expect(String(claimsOf(present).iss)).not.toContain("renamed");
    expect(await codeOf(gate, present)).toBe("VALID");
  });

  test("a key signed by a retired signing key is accepted, by one that is gone it is malformed", async () => {
    const own = await mintJwtWorld();
    const { actor: asking } = await mintToken(own.organization, ["keys.verify"]);
    const gate = await startGate();
    const code = async (key: string) => codeOf(gate, key, reading, asking);
    const [one, two] = [await own.mint(), await own.mint()];
    expect([await code(one.token), await code(two.token)]).toEqual(["VALID", "VALID"]);
    const org = toUuid("org", own.organization.id);
    const heard = () =>
      transactSettled(own.organization.owner, (tx) =>
        announce(tx, own.organization.owner, { kind: "signing-key", id: "sgk_x", revision: 1 }),
      );
    await asSuperuser(
      superuserUrl,
      `update signing_keys set state = 'retired' where org_id = '${org}' and state = 'current'`,
    );
    await heard();
    expect(await code(one.token)).toBe("VALID");
    const { key } = await own.mint();
    expect(key.status).toBe("active");
    await asSuperuser(
      superuserUrl,
      `delete from key_tokens where org_id = '${org}' and key_id <> ${uuid(key.id)};
       delete from signing_keys where org_id = '${org}' and state = 'retired'`,
    );
    await heard();
    expect([await code(one.token), await code(two.token)]).toEqual(["MALFORMED", "MALFORMED"]);
  });
});

test("a cold JWT key costs at most two reads once its application is known, a warm one none", async () => {
  const gate = await startGate();
  const [first, second] = [await world.mint(), await world.mint()];
  expect(await gate.code(first.token)).toBe("VALID");
  const transactions = vi.spyOn(database(), "transaction");
  const unrecorded = { ...portalServices, recorder: { record() {} }, source: gate.source };
  const reads = async (key: string) => {
    transactions.mockClear();
    expect((await verify(actor, { key }, unrecorded)).code).toBe("VALID");
    return transactions.mock.calls.length;
  };
  const { owner } = world.organization;
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
  const { key } = await world.mint();
  await disableKey(world.organization.owner, key.id);
  const mixed = await forger(theirs.organization, token);
  expect(await codeOf(gate, mixed.says({ jti: key.id }), reading, asking)).toBe("NOT_FOUND");
  const { current } = await signersOf(world.organization);
  expect(await codeOf(gate, mixed.says({}, { kid: current?.id }))).toBe("MALFORMED");
});
