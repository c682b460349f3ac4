import { expect, test } from "vitest";
import { testDatabase } from "@/db/testing/database";
import { deactivateApplication } from "@/lib/applications/set-status";
import { newId } from "@/lib/ids";
import { listNotifications } from "@/lib/notifications/list";
import { setPolicies } from "@/lib/policies/set";
import { secretOf } from "@/lib/testing/key";
import { mintToken } from "@/lib/testing/organization";
import { mintOwnKey, production } from "@/lib/testing/own-key";
import { auditOf, changesOf, rejection } from "@/lib/testing/trail";
import { createKey } from "./create";
import { overlapNames, overlaps } from "./fields";
import { listKeys } from "./list";
import { revokeKey } from "./revoke";
import { rotateKey } from "./rotate";
import { endRotation, undoRotation } from "./rotation";

testDatabase();

const hour = 3_600_000;
const day = 24 * hour;
const ahead = (ms: number) => new Date(Date.now() + ms).toISOString();

const near = (time: string | null, expected: number) =>
  expect(Math.abs(Date.parse(time ?? "") - expected)).toBeLessThan(5000);

test("a key is replaced by one that may the same, and works on for a while", async () => {
  const wish = {
    allowedNetworks: ["10.0.0.0/8"],
    allowedOrigins: ["https://crm.example"],
    rateLimits: [{ name: "default", limit: 100, seconds: 60 }],
    quota: { limit: 1000, period: "day" },
    tags: ["team:sales"],
    permissions: [],
    notBefore: ahead(-day),
    expiresAt: ahead(30 * day),
  };
  const { organization, developer, key, sharedKey } = await mintOwnKey(wish);
  const rotated = secretOf(await rotateKey(developer, key.id, { overlap: "1h" }));
  const { key: fresh, rotated: old } = rotated;
  expect(rotated.apiKey).toBe(rotated.sharedKey + rotated.secretKey);
  expect(rotated).toMatchObject({ effectiveAt: expect.any(String), gates: { lapsed: 0 } });
  expect(rotated.sharedKey).not.toBe(sharedKey);
  const { id, createdAt, expiresAt } = fresh;
  const { notBefore, replacesId } = { notBefore: null, replacesId: key.id };
  expect(fresh).toEqual({
    ...key,
    ...{ id, createdAt, expiresAt, notBefore, replacesId, sharedKey: rotated.sharedKey },
  });
  near(expiresAt, Date.now() + 30 * day);
  expect(old).toEqual({ ...key, replacedById: id, retiresAt: old.retiresAt, revision: 2 });
  near(old.retiresAt, Date.now() + hour);
  expect((await auditOf(organization)).slice(2)).toMatchObject([
    {
      action: "key.created",
      targetId: id,
      after: { name: "ci", replaces: key.id, tags: ["team:sales"], permissions: [] },
    },
    {
      action: "key.rotated",
      targetId: key.id,
      applicationId: key.applicationId,
      after: { replacedBy: id, overlap: "1h", activation: "now", retiresAt: old.retiresAt },
    },
  ]);
  expect(await changesOf(organization)).toEqual([{ kind: "key", id: key.id, revision: 2 }]);
  expect(JSON.stringify(await auditOf(organization))).not.toContain(rotated.secretKey);
});

test("the overlap is as long as it says, and never past the key's own end", async () => {
  for (const overlap of overlapNames) {
    const { developer, key } = await mintOwnKey();
    const { rotated } = await rotateKey(developer, key.id, { overlap });
    const since = overlap === "0s" ? rotated.revokedAt : rotated.retiresAt;
    near(since, Date.now() + overlaps[overlap] * 1000);
  }
  const expiresAt = ahead(2 * hour);
  const { developer, key } = await mintOwnKey({ expiresAt });
  const { rotated } = await rotateKey(developer, key.id, { overlap: "24h" });
  expect(rotated.retiresAt).toBe(expiresAt);
});

test("without an overlap the old key is revoked with it, and its owner told", async () => {
  const { organization, developer, admin, key } = await mintOwnKey();
  const { rotated, key: fresh } = await rotateKey(admin, key.id, { overlap: "0s" });
  expect(rotated).toMatchObject({
    status: "revoked",
    revokeReason: "superseded",
    replacedById: fresh.id,
  });
  expect(fresh.ownerId).toBe(developer.id);
  const told = (await auditOf(organization))
    .slice(2)
    .map(({ action, targetId }) => [action, targetId]);
  expect(told).toEqual([
    ["key.created", fresh.id],
    ["key.rotated", key.id],
    ["key.revoked", key.id],
  ]);
  expect((await listNotifications(developer, {})).data).toMatchObject([
    { facts: { keyId: key.id, what: "revoked", by: admin.name } },
  ]);
  await expect(endRotation(admin, fresh.id)).rejects.toMatchObject({ code: "CONFLICT" });
});

test("50 rotations of one key at once make one new key", async () => {
  for (const overlap of ["1h", "0s"]) {
    const { developer, admin, key, applicationId } = await mintOwnKey();
    const results = await Promise.allSettled(
      Array.from({ length: 50 }, (_, at) =>
        rotateKey(at % 2 ? developer : admin, key.id, { overlap }),
      ),
    );
    const done = results.filter((result) => result.status === "fulfilled");
    expect(done).toHaveLength(1);
    for (const result of results) {
      if (result.status === "rejected") expect(result.reason).toMatchObject({ code: "CONFLICT" });
    }
    expect((await listKeys(developer, { application: applicationId })).total).toBe(2);
  }
});

test("a key that is not active, or replaced already, is not rotated", async () => {
  const { developer, admin, key, applicationId, alter } = await mintOwnKey();
  for (const [change, words] of [
    [{ status: "disabled" }, /^The key is disabled/],
    [{ status: "quarantined" }, /^The key is quarantined/],
    [{ status: "revoked" }, /^The key is revoked/],
    [{ status: "active", expiresAt: new Date(Date.now() - 1000) }, /^The key is expired/],
  ] as const) {
    await alter(change);
    await expect(rotateKey(developer, key.id)).rejects.toMatchObject({
      code: "CONFLICT",
      message: expect.stringMatching(words),
    });
  }
  await alter({ status: "active", expiresAt: null });
  const { key: fresh } = await rotateKey(developer, key.id);
  await expect(rotateKey(developer, key.id)).rejects.toMatchObject({
    code: "CONFLICT",
    message: expect.stringMatching(/being replaced already/),
  });
  await revokeKey(developer, fresh.id, {});
  const again = await rotateKey(developer, key.id, { overlap: "72h" });
  expect(again.rotated.replacedById).toBe(again.key.id);
  near(again.rotated.retiresAt, Date.now() + 24 * hour);
  await expect(rotateKey(developer, again.key.id)).rejects.toMatchObject({
    code: "CONFLICT",
    message: expect.stringMatching(/replacing another still/),
  });
  await endRotation(developer, key.id);
  const next = await rotateKey(developer, again.key.id);
  expect(next.key.replacesId).toBe(again.key.id);
  await revokeKey(developer, again.key.id, {});
  await deactivateApplication(admin, applicationId);
  await expect(rotateKey(developer, next.key.id)).rejects.toMatchObject({
    code: "CONFLICT",
    message: expect.stringMatching(/inactive/),
  });
});

test("rotations multiply no keys: a key that replaces another is not replaced itself", async () => {
  for (const activation of ["first-use", "now"]) {
    const { owner, developer, key, applicationId } = await mintOwnKey();
    const rules = { approvalRequired: { production: true }, maxActiveKeys: { production: 1 } };
    await setPolicies(owner, { rules });
    const { key: fresh } = await rotateKey(developer, key.id, { activation });
    const conflicting = { code: "CONFLICT" };
    for (const overlap of ["0s", "1h"]) {
      await expect(rotateKey(developer, fresh.id, { overlap })).rejects.toMatchObject(conflicting);
      await expect(rotateKey(developer, key.id, { overlap })).rejects.toMatchObject(conflicting);
    }
    await undoRotation(developer, key.id);
    await expect(rotateKey(developer, fresh.id)).rejects.toMatchObject(conflicting);
    const active = await listKeys(owner, { application: applicationId, status: "active" });
    expect(active.data.map(({ id }) => id)).toEqual([key.id]);
  }
});

test("a key that is to end is not kept by replacing it anew", async () => {
  const { developer, key, used } = await mintOwnKey();
  const first = await rotateKey(developer, key.id, { overlap: "24h" });
  await used(first.key.id);
  await revokeKey(developer, first.key.id, {});
  const second = await rotateKey(developer, key.id, { activation: "first-use", overlap: "168h" });
  const { retiresAt } = first.rotated;
  expect(second.rotated).toMatchObject({ retiresAt, overlapSeconds: null });
  await expect(undoRotation(developer, key.id)).rejects.toMatchObject({
    code: "CONFLICT",
    message: expect.stringMatching(/^A key that replaced it before/),
  });
  await revokeKey(developer, second.key.id, {});
  const third = await rotateKey(developer, key.id, { overlap: "1h" });
  near(third.rotated.retiresAt, Date.now() + hour);
});

test("a key that was to live to the end of time is replaced by one that does", async () => {
  const { developer, key, alter } = await mintOwnKey({ expiresAt: "9999-12-31T23:59:59Z" });
  await alter({ createdAt: new Date(Date.now() - day) });
  const { key: fresh } = await rotateKey(developer, key.id);
  expect(fresh.expiresAt).toBe("9999-12-31T23:59:59.999Z");
});

test("the new key ends when it is told to, or as policy has it", async () => {
  const { developer, admin, key } = await mintOwnKey({ expiresAt: ahead(300 * day) });
  const chosen = ahead(7 * day);
  const first = await rotateKey(developer, key.id, { overlap: "0s", expiresAt: chosen });
  expect(first.key.expiresAt).toBe(chosen);
  const second = await rotateKey(developer, first.key.id, { overlap: "0s", expiresAt: null });
  expect(second.key.expiresAt).toBe(null);
  await setPolicies(admin, { rules: { maxLifetimeDays: { production: 30 } } });
  await expect(
    rotateKey(developer, second.key.id, { expiresAt: ahead(40 * day) }),
  ).rejects.toMatchObject({ code: "INVALID", extra: { errors: [{ path: "expiresAt" }] } });
  const third = await rotateKey(developer, second.key.id);
  near(third.key.expiresAt, Date.now() + 30 * day);
});

test("who may not rotate, and keys that are not there", async () => {
  const [ours, theirs] = [await mintOwnKey(), await mintOwnKey()];
  const { organization, owner, admin, developer, auditor, applicationId } = ours;
  const { key: theirOwn } = await createKey(admin, applicationId, production);
  const { key: nobodys } = await createKey(admin, applicationId, { ...production, ownerId: null });
  for (const { id } of [theirOwn, nobodys]) {
    await expect(rotateKey(developer, id)).rejects.toMatchObject({
      code: "FORBIDDEN",
      message: expect.stringMatching(/^Only the key's owner or an admin/),
    });
    const { key: fresh } = await rotateKey(owner, id);
    expect(fresh.ownerId).toBe(id === nobodys.id ? null : admin.id);
  }
  const { actor: reader } = await mintToken(organization, ["keys.read"]);
  const { actor: staging } = await mintToken(organization, ["keys.write"], {
    environment: "staging",
  });
  const { actor: writer } = await mintToken(organization, ["keys.write"]);
  const { key: made } = await rotateKey(writer, ours.key.id);
  expect(made).toMatchObject({ ownerId: developer.id, createdBy: writer.id });
  for (const verb of [rotateKey, endRotation, undoRotation]) {
    for (const actor of [auditor, reader, staging]) {
      await expect(verb(actor, ours.key.id)).rejects.toMatchObject({ code: "FORBIDDEN" });
    }
    const answer = await rejection(verb(admin, theirs.key.id));
    expect(answer).toMatchObject({ code: "NOT_FOUND" });
    for (const id of [newId("key"), "key_1", applicationId, null]) {
      expect(await rejection(verb(admin, id))).toEqual(answer);
    }
    await expect(verb(admin, ours.key.id, { surprise: 1 })).rejects.toMatchObject({
      code: "INVALID",
    });
  }
});
