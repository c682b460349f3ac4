import { setTimeout as pause } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { testDatabase } from "@/db/testing/database";
import { type FaultyProxy, startProxy } from "@/e2e/drill/proxy";
import { type LiveGate, liveGate } from "@/gate/testing/live-gate";
import { deactivateApplication } from "@/lib/applications/set-status";
import { createKey } from "@/lib/keys/create";
import { revokeKey } from "@/lib/keys/revoke";
import { disableKey, enableKey } from "@/lib/keys/set-status";
import { mintJwtWorld } from "@/lib/testing/jwt";
import { secretOf } from "@/lib/testing/key";
import { mintToken } from "@/lib/testing/organization";
import { revokeToken } from "@/lib/tokens/revoke";
import { createVerifier, type Verifier, type VerifierOptions } from "./verifier.js";

testDatabase();

let gate: LiveGate;
let world: Awaited<ReturnType<typeof mintJwtWorld>>;
let proxy: FaultyProxy;
const open: Verifier[] = [];

beforeAll(async () => {
  gate = await liveGate();
  proxy = await startProxy(gate.address);
  world = await mintJwtWorld();
});
afterEach(() => {
  proxy.heal();
  for (const verifier of open.splice(0)) verifier.close();
});
afterAll(async () => {
  await proxy.close();
  await gate.stop();
});

async function start(options: Partial<VerifierOptions> = {}) {
  const { serviceToken, actor } = await mintToken(world.organization, ["keys.verify"]);
  const verifier = createVerifier({
    gate: gate.address,
    token: serviceToken,
    api: "orders",
    ...options,
  });
  open.push(verifier);
  await verifier.ready();
  return { verifier, tokenId: actor.id };
}

async function mintJwt() {
  const created = await world.mint();
  if (!("token" in created)) throw new Error("no token");
  return { token: created.token, id: created.key.id };
}

async function mintSecret() {
  const wish = { name: "ci", environment: "production" };
  return secretOf(await createKey(world.organization.developer, world.applicationId, wish));
}

const holds = async (check: () => Promise<void>, ms = 1_000) => {
  for (const until = performance.now() + ms; ; await pause(2)) {
    try {
      return await check();
    } catch (error) {
      if (performance.now() > until) throw error;
    }
  }
};

test("verifies the first token of an organization, at first by the gate if need be", async () => {
  const { verifier } = await start();
  const { token, id } = await mintJwt();
  expect(await verifier.verify(token)).toMatchObject({ valid: true, keyId: id });
  await holds(async () =>
    expect(await verifier.verify(token, { permissions: ["orders:read"] })).toEqual({
      valid: true,
      code: "VALID",
      keyId: id,
      applicationId: world.applicationId,
      ownerId: world.organization.developer.id,
      environment: "production",
      permissions: ["orders:read"],
      expiresAt: expect.any(String),
      offline: true,
    }),
  );
  expect(await verifier.verify(token, { permissions: ["orders:write"] })).toMatchObject({
    code: "INSUFFICIENT_PERMISSIONS",
    offline: true,
  });
});

test("says the same online as offline", async () => {
  const { verifier } = await start();
  const { token } = await mintJwt();
  await holds(async () => expect((await verifier.verify(token)).offline).toBe(true));
  const { offline, ...here } = await verifier.verify(token);
  const {
    offline: not,
    requestId,
    rateLimits,
    ...there
  } = (await verifier.verify(token, {
    online: true,
  })) as Record<string, unknown>;
  expect([offline, not]).toEqual([true, false]);
  expect(here).toEqual(there);
  expect(requestId).toMatch(/^req_/);
  expect(rateLimits).toEqual([]);
  const asked = { request: { method: "GET", path: "/orders" } };
  expect(await verifier.verify(token, asked)).toMatchObject({ valid: true, offline: false });
  const refused = { request: { method: "POST", path: "/orders/1/refund" } };
  expect(await verifier.verify(token, refused)).toMatchObject({
    code: "INSUFFICIENT_PERMISSIONS",
    offline: false,
  });
});

test("refuses within a fraction of a second what is revoked, for good", async () => {
  const { verifier } = await start();
  const { token, id } = await mintJwt();
  await holds(async () => expect((await verifier.verify(token)).offline).toBe(true));
  await revokeKey(world.organization.owner, id, {});
  const revoked = { valid: false, code: "REVOKED", keyId: id, offline: true };
  await holds(async () => expect(await verifier.verify(token)).toMatchObject(revoked), 500);
  const { verifier: another } = await start();
  expect(await another.verify(token)).toMatchObject(revoked);
});

test("hears of what is disabled, enabled, and of an application that isn't active", async () => {
  const { verifier } = await start();
  const { token, id } = await mintJwt();
  await holds(async () => expect((await verifier.verify(token)).offline).toBe(true));
  const says = (verdict: object) =>
    holds(async () => expect(await verifier.verify(token)).toMatchObject(verdict));
  await disableKey(world.organization.owner, id);
  await says({ code: "DISABLED", offline: false });
  await enableKey(world.organization.owner, id);
  await says({ code: "VALID", offline: true });
  const other = await mintJwtWorld();
  const { serviceToken } = await mintToken(other.organization, ["keys.verify"]);
  const { verifier: theirs } = await start({ token: serviceToken });
  const created = await other.mint();
  const foreign = "token" in created ? created.token : "";
  await holds(async () => expect((await theirs.verify(foreign)).offline).toBe(true));
  expect(await verifier.verify(foreign)).toMatchObject({ code: "MALFORMED", offline: false });
  await deactivateApplication(other.organization.owner, other.applicationId);
  await holds(async () =>
    expect(await theirs.verify(foreign)).toMatchObject({ code: "APPLICATION_INACTIVE" }),
  );
});

test("refuses keys of another environment than its service token is for", async () => {
  const bound = { environment: "staging" } as const;
  const { serviceToken } = await mintToken(world.organization, ["keys.verify"], bound);
  const { verifier } = await start({ token: serviceToken });
  const { token } = await mintJwt();
  await holds(async () =>
    expect(await verifier.verify(token)).toMatchObject({
      code: "WRONG_ENVIRONMENT",
      offline: true,
    }),
  );
  expect(await verifier.verify(token, { online: true })).toMatchObject({
    code: "WRONG_ENVIRONMENT",
    offline: false,
  });
});

test("judges nothing for another API than its service token is for", async () => {
  const bound = { apiId: world.api.id } as const;
  const { serviceToken } = await mintToken(world.organization, ["keys.verify"], bound);
  await expect(start({ token: serviceToken, api: "billing" })).rejects.toMatchObject({
    code: "FORBIDDEN",
  });
  const { verifier } = await start({ token: serviceToken });
  const { token } = await mintJwt();
  await holds(async () => expect((await verifier.verify(token)).offline).toBe(true));
});

test("keeps a yes for a secret key until it is revoked", async () => {
  const { verifier } = await start({ cache: 60_000 });
  const { apiKey, key } = await mintSecret();
  expect(await verifier.verify(apiKey)).toMatchObject({ valid: true, keyId: key.id });
  // A key that has just changed, as by being made, is kept only two seconds later.
  await pause(2_100);
  const { requestId } = (await verifier.verify(apiKey)) as { requestId?: string };
  expect((await verifier.verify(apiKey)).requestId).toBe(requestId);
  await revokeKey(world.organization.owner, key.id, {});
  await holds(async () =>
    expect(await verifier.verify(apiKey)).toMatchObject({ code: "REVOKED", offline: false }),
  );
});

test("a stream that is cut: nothing revoked is accepted after maxStaleness", async () => {
  const { verifier } = await start({ gate: proxy.through(gate.address), maxStaleness: 12_000 });
  const { token, id } = await mintJwt();
  await holds(async () => expect((await verifier.verify(token)).offline).toBe(true));
  proxy.stall();
  const cutAt = performance.now();
  await revokeKey(world.organization.owner, id, {});
  let [last, accepted, refused] = [cutAt, 0, 0];
  while (performance.now() < cutAt + 15_000) {
    const asked = performance.now();
    if ((await verifier.verify(token)).valid) {
      accepted += 1;
      last = asked;
    } else refused += 1;
    await pause(5);
  }
  expect(accepted).toBeGreaterThan(0);
  expect(refused).toBeGreaterThan(0);
  expect(last - cutAt).toBeLessThan(12_000);
  expect(verifier.state.name).toBe("stale");
  proxy.heal();
  await holds(async () => expect(verifier.state.name).toBe("live"), 20_000);
  expect(await verifier.verify(token)).toMatchObject({ code: "REVOKED", offline: true });
}, 60_000);

test("connections that break are taken up where they were", async () => {
  const { verifier } = await start({ gate: proxy.through(gate.address) });
  const { token, id } = await mintJwt();
  await holds(async () => expect((await verifier.verify(token)).offline).toBe(true));
  proxy.drop();
  await revokeKey(world.organization.owner, id, {});
  await holds(
    async () => expect(await verifier.verify(token)).toMatchObject({ code: "REVOKED" }),
    8_000,
  );
  expect(verifier.state.name).toBe("live");
});

test("a service token that is revoked ends offline verification", async () => {
  const { verifier, tokenId } = await start();
  const { token } = await mintJwt();
  await holds(async () => expect((await verifier.verify(token)).offline).toBe(true));
  await revokeToken(world.organization.owner, tokenId);
  await holds(async () => expect((await verifier.verify(token)).valid).toBe(false), 5_000);
  expect(await verifier.verify(token)).toMatchObject({
    code: "UNAVAILABLE",
    error: { code: "UNAUTHENTICATED", status: 401 },
  });
  expect(verifier.state).toMatchObject({ name: "stale", error: { code: "UNAUTHENTICATED" } });
});

test("a wrong service token is told at once", async () => {
  const wrong = start({ token: "pcs_none" });
  await expect(wrong).rejects.toMatchObject({ code: "UNAUTHENTICATED", status: 401 });
  const { serviceToken } = await mintToken(world.organization, ["keys.read"]);
  await expect(start({ token: serviceToken })).rejects.toMatchObject({ code: "FORBIDDEN" });
});
