import { and, eq, isNotNull } from "drizzle-orm";
import { keys } from "@/db/schema";
import type { Transaction } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import { authorize, authorizeIn, authorizeOn } from "@/lib/access/authorize";
import { type ApplicationRow, findApplication } from "@/lib/applications/find";
import { recordAudit } from "@/lib/audit/record";
import { conflict } from "@/lib/errors";
import { parse } from "@/lib/parse";
import { announce } from "@/lib/verification/announce";
import { settled } from "@/lib/verification/settle";
import { EndRotation } from "./fields";
import { findKey, readKey } from "./find";
import { expectOwn } from "./owner";
import { markRevoked } from "./revoke";
import { isOver } from "./state";
import { type KeyRow, type RevokedKey, statusAt, summarizeKey } from "./summary";
import { tellOwner } from "./tell";

/**
 * Ends the overlap of a rotation: the old key is revoked at once. `id` is that of the old or of the
 * new key; the answer is about the old one. Throws 404, 409 (no rotation goes on), 422, 403.
 */
export async function endRotation(
  actor: Actor,
  id: unknown,
  input: unknown = {},
): Promise<RevokedKey> {
  authorize(actor, "key.revoke");
  parse(EndRotation, input);
  const { value: row, effect } = await settled(actor, async (tx) => {
    const { application, old } = await lockRotation(tx, actor, id);
    authorizeIn(actor, "key.revoke", old.environment);
    authorizeOn(actor, "key.revoke", application);
    await recordAudit(tx, actor, {
      action: "key.rotation-ended",
      target: { kind: "key", id: old.id, name: old.name },
      applicationId: application.id,
      before: { replacedBy: old.replacedById, retiresAt: old.retiresAt },
    });
    return endOld(tx, actor, application, old);
  });
  return { key: summarizeKey(row), revision: row.revision, ...effect };
}

/**
 * Takes a rotation back while the new key was never used: that one is revoked, the old one lives on
 * as if nothing had been. `id` is that of either key; the answer is about the old one. Throws 404,
 * 409 (no rotation goes on; the new key, or one before it, was used), 422, 403 (also for a key of
 * somebody else).
 */
export async function undoRotation(
  actor: Actor,
  id: unknown,
  input: unknown = {},
): Promise<RevokedKey> {
  authorize(actor, "key.revoke");
  parse(EndRotation, input);
  const { value: row, effect } = await settled(actor, async (tx) => {
    const { application, old } = await lockRotation(tx, actor, id);
    authorizeIn(actor, "key.revoke", old.environment);
    authorizeOn(actor, "key.revoke", application);
    expectOwn(
      actor,
      old,
      "Only the key's owner or an admin takes a rotation back. Ask one of them.",
    );
    if (old.kind === "jwt") throw conflict(unseen);
    const fresh = await findNew(tx, actor, old, "update");
    if (fresh?.lastUsedAt) {
      throw conflict("The new key was used already. Revoke it, or end the rotation.");
    }
    if (await wasReplaced(tx, actor, old)) {
      throw conflict("A key that replaced it before was used already. End the rotation instead.");
    }
    if (fresh && !isOver(fresh.status)) {
      await markRevoked(tx, actor, fresh, { reason: "superseded", note: "Rotation undone" });
    }
    return putBack(tx, actor, old);
  });
  return { key: summarizeKey(row), revision: row.revision, ...effect };
}

const unseen =
  "Where a token is checked offline nobody sees its use, so the rotation of a JWT key can't be undone. End it, or revoke the new key.";

/** The key that replaces that one, if there is one. */
export async function findNew(
  tx: Transaction,
  actor: Actor,
  old: KeyRow,
  lock?: "update",
): Promise<KeyRow | undefined> {
  return old.replacedById ? readKey(tx, actor, old.replacedById, lock) : undefined;
}

/** Whether one of the keys that were to replace it, earlier ones too, was used. */
async function wasReplaced(tx: Transaction, actor: Actor, old: KeyRow): Promise<boolean> {
  const used = await tx.$count(
    keys,
    and(
      eq(keys.orgId, actor.organizationId),
      eq(keys.replacesId, old.id),
      isNotNull(keys.lastUsedAt),
    ),
  );
  return used > 0;
}

const isReplaced = (key: KeyRow) => key.replacedById !== null && !isOver(statusAt(key, new Date()));

/** The key that is being replaced, held for a change, by its own id or that of its successor. */
async function lockRotation(tx: Transaction, actor: Actor, id: unknown) {
  const key = await findKey(tx, actor, id);
  const application = await findApplication(tx, actor, key.applicationId, "share");
  const oldId = isReplaced(key) ? key.id : (key.replacesId ?? key.id);
  const old = await findKey(tx, actor, oldId, "update");
  const isPair = old.id === key.id || old.replacedById === key.id;
  if (!isPair || !isReplaced(old)) throw conflict("The key is not being rotated.");
  return { application, old };
}

/** Revokes the key that was replaced, which is held for it, and tells its owner. */
export async function endOld(
  tx: Transaction,
  actor: Actor,
  application: ApplicationRow,
  old: KeyRow,
): Promise<KeyRow> {
  const after = await markRevoked(tx, actor, old, { reason: "superseded", note: "" });
  await tellOwner(tx, actor, application, after, "revoked");
  return after;
}

async function putBack(tx: Transaction, actor: Actor, before: KeyRow): Promise<KeyRow> {
  const [after] = await tx
    .update(keys)
    .set({
      replacedById: null,
      retiresAt: null,
      overlapSeconds: null,
      revision: before.revision + 1,
    })
    .where(and(eq(keys.orgId, actor.organizationId), eq(keys.id, before.id)))
    .returning();
  if (!after) throw new Error("the rotation was not undone");
  await announce(tx, actor, { kind: "key", id: after.id, revision: after.revision });
  await recordAudit(tx, actor, {
    action: "key.rotation-undone",
    target: { kind: "key", id: after.id, name: after.name },
    applicationId: after.applicationId,
    before: { replacedBy: before.replacedById, retiresAt: before.retiresAt },
    after: { replacedBy: null, retiresAt: null },
  });
  return after;
}
