import { and, eq } from "drizzle-orm";
import { decodeProtectedHeader } from "jose";
import { expect, test } from "vitest";
import { notifications } from "@/db/schema";
import { testDatabase } from "@/db/testing/database";
import { transact } from "@/db/transact";
import { scopes } from "@/lib/access/rights";
import { newId } from "@/lib/ids";
import { getKey } from "@/lib/keys/get";
import { revokeKey } from "@/lib/keys/revoke";
import { rotateKey } from "@/lib/keys/rotate";
import { failure } from "@/lib/testing/failure";
import { alterSigner, mintJwtWorld, signersOf } from "@/lib/testing/jwt";
import { mintOrganization, mintToken } from "@/lib/testing/organization";
import { auditOf, changesOf } from "@/lib/testing/trail";
import { readPublishedKeys } from "./published";
import { revokeSigned, revokeWithdrawn } from "./revoke-withdrawn";
import { rotateSigningKey } from "./rotate";
import { rotateSigningKeys } from "./rotate-due";
import { withdrawSigningKey } from "./withdraw";

testDatabase();

const why = { reason: "Its private part was on a lost laptop." };
type World = Awaited<ReturnType<typeof mintJwtWorld>>;

async function mintSigned() {
  const world = await mintJwtWorld();
  const first = await world.mint();
  const { current, next } = await signersOf(world.organization);
  if (!current || !next) throw new Error("it has no signing keys");
  return { ...world, first, current, next };
}

const published = ({ organization }: World) =>
  transact(organization.owner, (tx) => readPublishedKeys(tx, organization.id));
const kidOf = ({ token }: { token: string }) => decodeProtectedHeader(token).kid;

test("the current key is withdrawn: the next one signs at once, and its keys are revoked", async () => {
  const world = await mintSigned();
  const { organization, mint, first, current, next } = world;
  const { admin, developer } = organization;
  const [revoked, rotated] = [await mint(), await mint()];
  await revokeKey(developer, revoked.key.id, { reason: "unused" });
  const events = (await auditOf(organization)).length;
  const changes = (await changesOf(organization)).length;
  const answer = await withdrawSigningKey(admin, current.id, why);
  const after = await signersOf(organization);
  expect(answer).toMatchObject({ revokes: 2, gates: { acknowledged: 0, lapsed: 0 } });
  expect(Date.parse(answer.effectiveAt)).toBeLessThanOrEqual(Date.now());
  expect(answer.keys.map(({ kid, state }) => [kid, state])).toEqual([
    [after.next?.id, "next"],
    [next.id, "current"],
    [current.id, "withdrawn"],
  ]);
  expect(after.rows.find(({ id }) => id === current.id)).toMatchObject({
    ...{ state: "withdrawn", wrappedKey: Buffer.alloc(0), revision: 2 },
    retiredAt: expect.any(Date),
  });
  expect((await published(world)).map(({ kid }) => kid)).toEqual([next.id, after.next?.id]);
  const revocation = (targetId: string) => ({
    ...{ action: "key.revoked", actorId: admin.id, targetId },
    reason: expect.stringContaining("compromised: "),
    ...{ before: { status: "active" }, after: { status: "revoked" } },
  });
  expect((await auditOf(organization)).slice(events)).toMatchObject([
    {
      ...{ action: "signing-key.withdrawn", actorId: admin.id, targetId: current.id },
      ...{ reason: why.reason, before: { state: "current" } },
      after: { state: "withdrawn", revokes: 2 },
    },
    { action: "signing-key.rotated", before: { current: current.id }, after: { current: next.id } },
    { action: "signing-key.created", targetId: after.next?.id },
    revocation(first.key.id),
    revocation(rotated.key.id),
  ]);
  expect((await changesOf(organization)).slice(changes)).toEqual([
    { kind: "signing-key", id: current.id, revision: 2 },
    { kind: "signing-key", id: next.id, revision: 2 },
    { kind: "signing-key", id: after.next?.id, revision: 1 },
    { kind: "key", id: first.key.id, revision: expect.any(Number) },
    { kind: "key", id: rotated.key.id, revision: expect.any(Number) },
  ]);
  expect(await getKey(admin, first.key.id)).toMatchObject({
    ...{ status: "revoked", revokeReason: "compromised" },
  });
  expect(await getKey(admin, revoked.key.id)).toMatchObject({ revokeReason: "unused" });
  const told = await transact(organization.owner, (tx) =>
    tx
      .select()
      .from(notifications)
      .where(
        and(
          eq(notifications.orgId, organization.id),
          eq(notifications.memberId, developer.id),
          eq(notifications.kind, "key.changed"),
        ),
      ),
  );
  expect(told.map(({ facts }) => facts)).toMatchObject([
    { keyId: first.key.id, what: "revoked", by: admin.name },
    { keyId: rotated.key.id, what: "revoked", by: admin.name },
  ]);
  expect(kidOf(await mint())).toBe(next.id);
});

test("the next key is withdrawn: another is published in its place", async () => {
  const world = await mintSigned();
  const { organization, first, current, next } = world;
  expect(await withdrawSigningKey(organization.owner, next.id, why)).toMatchObject({ revokes: 0 });
  const after = await signersOf(organization);
  expect(after.current?.id).toBe(current.id);
  expect(after.next?.id).not.toBe(next.id);
  expect((await published(world)).map(({ kid }) => kid)).toEqual([current.id, after.next?.id]);
  expect((await getKey(organization.owner, first.key.id)).status).toBe("active");
  expect(await rotateSigningKeys()).toBe(1);
  expect((await signersOf(organization)).rows).toHaveLength(2);
});

test("a retired key is withdrawn: keys that others signed work on, also what replaced one of its own", async () => {
  const world = await mintSigned();
  const { organization, mint, first, current, next } = world;
  const { owner } = organization;
  await alterSigner(organization, "next", { createdAt: new Date(Date.now() - 3_600_000) });
  await rotateSigningKey(owner);
  const [second, replaced] = [await mint(), await rotateKey(owner, first.key.id, {})];
  const before = await signersOf(organization);
  expect(await withdrawSigningKey(owner, current.id, why)).toMatchObject({ revokes: 1 });
  const after = await signersOf(organization);
  expect([after.current, after.next]).toEqual([before.current, before.next]);
  expect((await published(world)).map(({ kid }) => kid)).toEqual([next.id, after.next?.id]);
  const statuses = await Promise.all(
    [first, second, replaced].map(async ({ key }) => (await getKey(owner, key.id)).status),
  );
  expect(statuses).toEqual(["revoked", "active", "active"]);
});

test("where the next key does not open, two new ones are made", async () => {
  const { organization, mint, current, next } = await mintSigned();
  await alterSigner(organization, "next", { wrappedKey: Buffer.from("garbage") });
  await withdrawSigningKey(organization.owner, current.id, why);
  const after = await signersOf(organization);
  expect(after.rows.map(({ state }) => state).sort()).toEqual(["current", "next", "withdrawn"]);
  expect([current.id, next.id]).not.toContain(after.current?.id);
  expect(kidOf(await mint())).toBe(after.current?.id);
});

test("only owners and admins withdraw, with a reason, what is there and is not withdrawn", async () => {
  const { organization, current } = await mintSigned();
  const { owner, developer, auditor } = organization;
  const { actor: token } = await mintToken(organization, scopes);
  const stranger = (await mintOrganization()).owner;
  const [signers, events] = [await signersOf(organization), await auditOf(organization)];
  for (const actor of [developer, auditor, token]) {
    expect((await failure(withdrawSigningKey(actor, current.id, why))).code).toBe("FORBIDDEN");
  }
  for (const input of [undefined, {}, { reason: "" }, { reason: " \n" }, { ...why, more: 1 }]) {
    expect((await failure(withdrawSigningKey(owner, current.id, input))).status).toBe(422);
  }
  const unknown = await failure(withdrawSigningKey(owner, newId("sgk"), why));
  expect(unknown.status).toBe(404);
  for (const [actor, id] of [
    [stranger, current.id],
    [owner, "sgk_x"],
    [owner, null],
  ] as const) {
    expect(await failure(withdrawSigningKey(actor, id, why))).toEqual(unknown);
  }
  expect(await signersOf(organization)).toEqual(signers);
  expect((await auditOf(organization)).length).toBe(events.length);
  await withdrawSigningKey(owner, current.id, why);
  expect((await failure(withdrawSigningKey(owner, current.id, why))).status).toBe(409);
});

test("of many who withdraw the same key one does, and every token of the meantime is dead", async () => {
  const { organization, mint, current } = await mintSigned();
  const [withdrawals, minted] = await Promise.all([
    Promise.allSettled(
      Array.from({ length: 4 }, () => withdrawSigningKey(organization.owner, current.id, why)),
    ),
    Promise.all(Array.from({ length: 16 }, () => mint())),
  ]);
  const done = withdrawals.map((one) => (one.status === "fulfilled" ? "done" : one.reason.code));
  expect(done.sort()).toEqual([...Array(3).fill("CONFLICT"), "done"]);
  for (const one of minted) {
    const { status } = await getKey(organization.owner, one.key.id);
    expect(status).toBe(kidOf(one) === current.id ? "revoked" : "active");
  }
});

test("the worker revokes what is left, so many at once, in every organization, and nothing twice", async () => {
  const worlds = [await mintSigned(), await mintSigned(), await mintSigned()];
  for (const { mint } of worlds) for (let i = 0; i < 4; i++) await mint();
  for (const { organization } of worlds.slice(0, 2)) {
    await alterSigner(organization, "current", { state: "withdrawn" });
  }
  const [one, , other] = worlds;
  if (!one || !other) throw new Error("there are three");
  const some = await revokeSigned(one.organization.owner, one.current.id, { atOnce: 2 });
  expect(some).toHaveLength(2);
  expect(await revokeWithdrawn(2)).toBe(8);
  const events = await auditOf(one.organization);
  expect(events.slice(-3)).toMatchObject(
    Array(3).fill({ action: "key.revoked", actorId: "revoke-withdrawn-keys" }),
  );
  expect(await revokeWithdrawn(2)).toBe(0);
  expect(await revokeSigned(one.organization.owner, one.current.id)).toEqual([]);
  expect(await auditOf(one.organization)).toEqual(events);
  expect((await getKey(other.organization.owner, other.first.key.id)).status).toBe("active");
});
