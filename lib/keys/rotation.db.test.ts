import { expect, test } from "vitest";
import { testDatabase } from "@/db/testing/database";
import { listNotifications } from "@/lib/notifications/list";
import { mintOwnKey, production } from "@/lib/testing/own-key";
import { auditOf, changesOf } from "@/lib/testing/trail";
import { advanceRotations } from "./advance-rotations";
import { createKey } from "./create";
import { getKey } from "./get";
import { listKeys } from "./list";
import { rotateKey } from "./rotate";
import { endRotation, undoRotation } from "./rotation";

testDatabase();

const hour = 3_600_000;
const day = 24 * hour;
const ahead = (ms: number) => new Date(Date.now() + ms).toISOString();

const near = (time: string | null, expected: number) =>
  expect(Math.abs(Date.parse(time ?? "") - expected)).toBeLessThan(5000);

test("with the first use of the new key the clock of the old one starts", async () => {
  const { organization, developer, key, used } = await mintOwnKey();
  const wish = { overlap: "24h", activation: "first-use" };
  const { key: fresh, rotated } = await rotateKey(developer, key.id, wish);
  expect(rotated).toMatchObject({ retiresAt: null, overlapSeconds: 86_400, status: "active" });
  await used(key.id);
  expect(await advanceRotations()).toBe(0);
  await used(fresh.id);
  expect(await advanceRotations()).toBe(1);
  expect(await advanceRotations()).toBe(0);
  const begun = await getKey(developer, key.id);
  expect(begun).toMatchObject({ status: "active", overlapSeconds: null, revision: 3 });
  near(begun.retiresAt, Date.now() + day);
  expect((await auditOf(organization)).at(-1)).toMatchObject({
    action: "key.rotation-started",
    actorId: "advance-rotations",
    targetId: key.id,
    after: { replacedBy: fresh.id, retiresAt: begun.retiresAt },
  });
  expect((await changesOf(organization)).at(-1)).toEqual({ kind: "key", id: key.id, revision: 3 });
});

test("the worker revokes what is retired, in every organization, and tells it once", async () => {
  const minted = [await mintOwnKey(), await mintOwnKey({ expiresAt: ahead(hour) })];
  for (const { developer, key, used } of minted) {
    const wish = { overlap: "0s", activation: "first-use" };
    const { key: fresh } = await rotateKey(developer, key.id, wish);
    await used(fresh.id);
  }
  const late = await mintOwnKey();
  const { key: lateKey } = late;
  await rotateKey(late.developer, lateKey.id, { overlap: "1h" });
  const past = new Date(Date.now() - 1000);
  await late.alter({ retiresAt: past, status: "disabled" });
  expect((await getKey(late.developer, lateKey.id)).status).toBe("revoked");
  expect(await advanceRotations()).toBe(5);
  expect(await advanceRotations()).toBe(0);
  for (const { organization, developer, key } of [...minted, late]) {
    expect(await getKey(developer, key.id)).toMatchObject({
      status: "revoked",
      revokeReason: "superseded",
      revokedBy: "advance-rotations",
    });
    const events = (await auditOf(organization)).filter(({ action }) => action === "key.revoked");
    expect(events).toMatchObject([{ targetId: key.id, reason: "superseded", actorKind: "system" }]);
  }
  const ended = await mintOwnKey();
  await rotateKey(ended.developer, ended.key.id, { overlap: "1h" });
  await ended.alter({ retiresAt: past, expiresAt: past });
  expect(await advanceRotations()).toBe(0);
  expect((await getKey(ended.developer, ended.key.id)).status).toBe("expired");
});

test("a rotation is ended early, by either of its keys", async () => {
  for (const which of ["old", "new"]) {
    const { organization, developer, admin, key } = await mintOwnKey();
    const { key: fresh } = await rotateKey(developer, key.id, {
      overlap: "168h",
      activation: "first-use",
    });
    const ended = await endRotation(admin, which === "old" ? key.id : fresh.id);
    expect(ended).toMatchObject({
      key: { id: key.id, status: "revoked", revokeReason: "superseded" },
      revision: 3,
      gates: { lapsed: 0 },
    });
    expect((await getKey(developer, fresh.id)).status).toBe("active");
    expect((await auditOf(organization)).slice(-2)).toMatchObject([
      { action: "key.rotation-ended", targetId: key.id, before: { replacedBy: fresh.id } },
      { action: "key.revoked", targetId: key.id, reason: "superseded" },
    ]);
    expect((await listNotifications(developer, {})).data).toHaveLength(1);
    for (const verb of [endRotation, undoRotation]) {
      await expect(verb(admin, key.id)).rejects.toMatchObject({ code: "CONFLICT" });
    }
  }
});

test("who manages the application takes back no rotation of somebody else's key", async () => {
  const { owner, admin, developer, applicationId } = await mintOwnKey();
  for (const ownerId of [admin.id, null]) {
    const { key } = await createKey(admin, applicationId, { ...production, ownerId });
    const { key: fresh, rotated } = await rotateKey(admin, key.id, { overlap: "1h" });
    for (const id of [key.id, fresh.id]) {
      await expect(undoRotation(developer, id)).rejects.toMatchObject({
        code: "FORBIDDEN",
        message: expect.stringMatching(/^Only the key's owner or an admin/),
      });
    }
    expect((await getKey(owner, key.id)).retiresAt).toBe(rotated.retiresAt);
    expect((await undoRotation(owner, key.id)).key.retiresAt).toBe(null);
  }
});

test("a rotation is undone, by either of its keys, while the new one was never used", async () => {
  for (const which of ["old", "new"]) {
    const { organization, developer, key, used } = await mintOwnKey();
    const first = await rotateKey(developer, key.id, { overlap: "24h" });
    const undone = await undoRotation(developer, which === "old" ? key.id : first.key.id);
    expect(undone.key).toEqual({ ...key, revision: 3 });
    expect(await getKey(developer, first.key.id)).toMatchObject({
      status: "revoked",
      revokeReason: "superseded",
    });
    expect((await auditOf(organization)).slice(-2)).toMatchObject([
      {
        action: "key.revoked",
        targetId: first.key.id,
        reason: "superseded: Rotation undone",
      },
      {
        action: "key.rotation-undone",
        targetId: key.id,
        before: { replacedBy: first.key.id, retiresAt: first.rotated.retiresAt },
        after: { replacedBy: null, retiresAt: null },
      },
    ]);
    const second = await rotateKey(developer, key.id, { activation: "first-use" });
    await used(second.key.id);
    await expect(undoRotation(developer, key.id)).rejects.toMatchObject({
      code: "CONFLICT",
      message: expect.stringMatching(/^The new key was used already/),
    });
    expect((await getKey(developer, key.id)).overlapSeconds).toBe(86_400);
    const stray = (await createKey(developer, key.applicationId, production)).key.id;
    for (const id of [stray, first.key.id]) {
      await expect(undoRotation(developer, id)).rejects.toMatchObject({ code: "CONFLICT" });
    }
  }
});

test("an undone rotation and one that is ended at once leave one of both keys", async () => {
  for (let round = 0; round < 10; round++) {
    const { developer, key, applicationId } = await mintOwnKey();
    await rotateKey(developer, key.id);
    await Promise.allSettled([endRotation(developer, key.id), undoRotation(developer, key.id)]);
    const query = { application: applicationId, status: "active" };
    expect((await listKeys(developer, query)).total).toBe(1);
  }
});
