import { createLocalJWKSet, jwtVerify } from "jose";
import { expect, test } from "vitest";
import { testDatabase } from "@/db/testing/database";
import { transact } from "@/db/transact";
import { scopes } from "@/lib/access/rights";
import { revokeKey } from "@/lib/keys/revoke";
import { failure } from "@/lib/testing/failure";
import { alterSigner, mintJwtWorld, signersOf } from "@/lib/testing/jwt";
import { mintOrganization, mintToken } from "@/lib/testing/organization";
import { auditOf, changesOf } from "@/lib/testing/trail";
import { listSigningKeys } from "./list";
import { readPublishedKeys } from "./published";
import { rotateSigningKey } from "./rotate";
import { setSigningRotation } from "./set-rotation";

testDatabase();

const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000);

/** With the next key published long enough to sign. */
async function mintReady() {
  const world = await mintJwtWorld();
  const first = await world.mint();
  await alterSigner(world.organization, "next", { createdAt: minutesAgo(11) });
  return { ...world, first };
}

const accepts = async (organization: { id: `org_${string}` }, token: string) => {
  const keys = await transact({ organizationId: organization.id }, (tx) =>
    readPublishedKeys(tx, organization.id),
  );
  return (await jwtVerify(token, createLocalJWKSet({ keys }))).protectedHeader.kid;
};

test("an organization has no signing key before its first JWT key, then one that signs and the next", async () => {
  const { organization, mint } = await mintJwtWorld();
  const { admin, auditor, developer } = organization;
  expect(await listSigningKeys(auditor)).toEqual({ keys: [], rotationDays: 90 });
  expect(await failure(rotateSigningKey(admin))).toMatchObject({ status: 409 });
  const { key } = await mint();
  const { key: earlier } = await mint({ expiresAt: "2030-01-01T00:00:00Z" });
  await revokeKey(developer, earlier.id, {});
  const { current, next } = await signersOf(organization);
  const createdAt = next?.createdAt ?? new Date(0);
  expect((await listSigningKeys(auditor)).keys).toEqual([
    {
      kid: next?.id,
      state: "next",
      createdAt: createdAt.toISOString(),
      signsFrom: new Date(createdAt.getTime() + 600_000).toISOString(),
      currentSince: null,
      retiredAt: null,
      liveTokens: 0,
      lastTokenExpiresAt: null,
    },
    {
      kid: current?.id,
      state: "current",
      createdAt: current?.createdAt.toISOString(),
      signsFrom: null,
      currentSince: current?.currentSince?.toISOString(),
      retiredAt: null,
      liveTokens: 2,
      lastTokenExpiresAt: "2030-01-01T00:00:00.000Z",
    },
  ]);
  expect(Date.parse(key.expiresAt ?? "")).toBeLessThan(Date.parse("2030-01-01T00:00:00Z"));
});

test("only owners and admins rotate, and no machine does", async () => {
  const { organization } = await mintReady();
  const { developer, auditor } = organization;
  const { actor: token } = await mintToken(organization, scopes);
  const before = await signersOf(organization);
  for (const actor of [developer, auditor, token]) {
    expect((await failure(rotateSigningKey(actor))).code).toBe("FORBIDDEN");
    expect((await failure(setSigningRotation(actor, { days: 30 }))).code).toBe("FORBIDDEN");
  }
  for (const actor of [developer, token]) {
    expect((await failure(listSigningKeys(actor))).code).toBe("FORBIDDEN");
  }
  const { owner } = await mintOrganization();
  expect((await listSigningKeys(owner)).keys).toEqual([]);
  expect((await failure(rotateSigningKey(owner))).code).toBe("CONFLICT");
  expect((await failure(rotateSigningKey(organization.owner, { now: true }))).code).toBe("INVALID");
  expect(await signersOf(organization)).toEqual(before);
});

test("the next key signs once it is published long enough, and the old one stays published", async () => {
  const { organization, mint, first } = await mintReady();
  const { admin } = organization;
  const before = await signersOf(organization);
  const [events, changes] = [await auditOf(organization), await changesOf(organization)];
  const listed = await rotateSigningKey(admin, {});
  const after = await signersOf(organization);
  expect(listed).toMatchObject({ rotated: true, ...(await listSigningKeys(admin)) });
  expect(listed.keys.map(({ kid, state, liveTokens }) => [kid, state, liveTokens])).toEqual([
    [after.next?.id, "next", 0],
    [before.next?.id, "current", 0],
    [before.current?.id, "retired", 1],
  ]);
  expect(after.current).toMatchObject({ revision: 2, currentSince: expect.any(Date) });
  expect(after.retired).toMatchObject([{ revision: 2, retiredAt: expect.any(Date) }]);
  expect(after.retired[0]?.wrappedKey).toHaveLength(0);
  expect((await auditOf(organization)).slice(events.length)).toMatchObject([
    {
      action: "signing-key.rotated",
      actorId: admin.id,
      targetId: before.next?.id,
      before: { current: before.current?.id },
      after: { current: before.next?.id },
    },
    { action: "signing-key.created", targetId: after.next?.id, after: { state: "next" } },
  ]);
  expect((await changesOf(organization)).slice(changes.length)).toEqual([
    { kind: "signing-key", id: before.current?.id, revision: 2 },
    { kind: "signing-key", id: before.next?.id, revision: 2 },
    { kind: "signing-key", id: after.next?.id, revision: 1 },
  ]);
  expect(await accepts(organization, first.token)).toBe(before.current?.id);
  expect(await accepts(organization, (await mint()).token)).toBe(before.next?.id);
  const soon = await failure(rotateSigningKey(admin, {}));
  const from = new Date((after.next?.createdAt.getTime() ?? 0) + 600_000).toISOString();
  expect(soon).toMatchObject({ status: 409, message: expect.stringContaining(from) });
  expect(await signersOf(organization)).toEqual(after);
});

test("of many who rotate at once one does, and every token of the meantime is good", async () => {
  const { organization, mint } = await mintReady();
  const { owner } = organization;
  const [rotations, minted] = await Promise.all([
    Promise.allSettled(Array.from({ length: 8 }, () => rotateSigningKey(owner))),
    Promise.all(Array.from({ length: 24 }, () => mint())),
  ]);
  const done = rotations.map((one) => (one.status === "fulfilled" ? "done" : one.reason.code));
  expect(done.sort()).toEqual([...Array(7).fill("CONFLICT"), "done"]);
  const { rows, current, retired } = await signersOf(organization);
  expect(rows.map(({ state }) => state).sort()).toEqual(["current", "next", "retired"]);
  const signers = await Promise.all(minted.map(({ token }) => accepts(organization, token)));
  expect(signers.every((kid) => kid === current?.id || kid === retired[0]?.id)).toBe(true);
});

test("a current key that does not open is replaced by hand, and tokens are signed again", async () => {
  const { organization, mint, first } = await mintReady();
  await alterSigner(organization, "current", { wrappedKey: Buffer.from("garbage") });
  expect((await failure(mint())).status).toBe(503);
  expect(await rotateSigningKey(organization.owner)).toMatchObject({ rotated: true });
  const { current, retired } = await signersOf(organization);
  expect(await accepts(organization, (await mint()).token)).toBe(current?.id);
  expect(await accepts(organization, first.token)).toBe(retired[0]?.id);
});

test("a next key that does not open never signs: another is published in its place", async () => {
  const { organization } = await mintReady();
  await alterSigner(organization, "next", { publicJwk: { kty: "RSA" } });
  const before = await signersOf(organization);
  const { length } = await auditOf(organization);
  expect(await rotateSigningKey(organization.owner)).toMatchObject({ rotated: false });
  const after = await signersOf(organization);
  expect(after.rows).toHaveLength(2);
  expect(after.current).toEqual(before.current);
  expect(after.next?.id).not.toBe(before.next?.id);
  expect((await auditOf(organization)).slice(length)).toMatchObject([
    { action: "signing-key.removed", targetId: before.next?.id, before: { state: "next" } },
    { action: "signing-key.created", targetId: after.next?.id },
  ]);
  expect((await failure(rotateSigningKey(organization.owner))).status).toBe(409);
});

test("a public key that is garbage is not published, the others are", async () => {
  const { organization } = await mintReady();
  const { current } = await signersOf(organization);
  const published = () =>
    transact(organization.owner, (tx) => readPublishedKeys(tx, organization.id));
  const jwk = current?.publicJwk as { x: string; y: string };
  expect(await published()).toHaveLength(2);
  expect((await published())[0]).toEqual({
    ...{ kid: current?.id, alg: "ES256", use: "sig", kty: "EC", crv: "P-256" },
    ...{ x: jwk.x, y: jwk.y },
  });
  for (const garbage of [
    7,
    [],
    {},
    { ...jwk, crv: "P-384" },
    { ...jwk, kty: "oct", k: "c2VjcmV0" },
    { ...jwk, y: jwk.x },
    { ...jwk, x: `${jwk.x}=` },
    { ...jwk, x: null },
  ]) {
    await alterSigner(organization, "next", { publicJwk: garbage });
    expect([garbage, (await published()).map(({ kid }) => kid)]).toEqual([garbage, [current?.id]]);
  }
  await alterSigner(organization, "next", {
    publicJwk: { ...jwk, kty: "EC", crv: "P-256", d: "x" },
  });
  expect(JSON.stringify(await published())).not.toContain('"d"');
});

test("policy says how often keys rotate, and each change of it is written down", async () => {
  const organization = await mintOrganization();
  const { admin } = organization;
  expect(await setSigningRotation(admin, { days: 90 })).toEqual({ keys: [], rotationDays: 90 });
  expect(await auditOf(organization)).toEqual([]);
  expect(await setSigningRotation(admin, { days: 30 })).toMatchObject({ rotationDays: 30 });
  expect(await setSigningRotation(admin, { days: null })).toMatchObject({ rotationDays: null });
  expect(await auditOf(organization)).toMatchObject([
    {
      action: "policy.changed",
      targetId: "signing-keys",
      before: { rotationDays: 90 },
      after: { rotationDays: 30 },
    },
    { before: { rotationDays: 30 }, after: { rotationDays: null } },
  ]);
  for (const days of [0, -1, 31, 30.5, "30", undefined, {}, Number.POSITIVE_INFINITY]) {
    expect(await failure(setSigningRotation(admin, { days }))).toMatchObject({
      status: 422,
      extra: { errors: [{ path: "days" }] },
    });
  }
  for (const input of [null, undefined, [], { days: 30, more: 1 }]) {
    expect((await failure(setSigningRotation(admin, input))).status).toBe(422);
  }
  expect(await listSigningKeys(admin)).toEqual({ keys: [], rotationDays: null });
});
