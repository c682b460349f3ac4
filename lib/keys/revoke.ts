import { and, eq } from "drizzle-orm";
import type { z } from "zod";
import { keys } from "@/db/schema";
import type { Transaction } from "@/db/transact";
import type { Actor, KeyActor } from "@/lib/access/actor";
import { authorize, authorizeIn, authorizeOn } from "@/lib/access/authorize";
import { type ApplicationRow, findApplication } from "@/lib/applications/find";
import { recordAudit } from "@/lib/audit/record";
import { parse } from "@/lib/parse";
import { announce } from "@/lib/verification/announce";
import { settled } from "@/lib/verification/settle";
import { RevokeKey } from "./fields";
import { findKey } from "./find";
import { type KeyRow, type RevokedKey, summarizeKey } from "./summary";
import { tellOwner } from "./tell";

type Wish = z.output<typeof RevokeKey>;

/**
 * Ends a key for good, also one that has expired. A verification that starts at or after
 * `effectiveAt` refuses it. Revoking a revoked key changes nothing and tells its state. Throws 404,
 * 422, 403.
 */
export async function revokeKey(actor: Actor, id: unknown, input: unknown): Promise<RevokedKey> {
  authorize(actor, "key.revoke");
  const wish = parse(RevokeKey, input);
  const { value: row, effect } = await settled(actor, async (tx) => {
    const key = await findKey(tx, actor, id, "update");
    const application = await findApplication(tx, actor, key.applicationId);
    return revokeIn(tx, actor, application, key, wish);
  });
  return { key: summarizeKey(row), revision: row.revision, ...effect };
}

/** The holder of a key ends it, as after a leak. Otherwise as `revokeKey`. Throws 404, 422. */
export async function revokeOwnKey(actor: KeyActor, input: unknown): Promise<RevokedKey> {
  const wish = parse(RevokeKey, input);
  const { value: row, effect } = await settled(actor, async (tx) => {
    const key = await findKey(tx, actor, actor.id, "update");
    const application = await findApplication(tx, actor, key.applicationId);
    return endAndTell(tx, actor, application, key, wish);
  });
  return { key: summarizeKey(row), revision: row.revision, ...effect };
}

/** What the public routes tell of a revocation, or of another change of status. */
export const revocationOf = ({ key, revision, effectiveAt, gates }: RevokedKey) => ({
  id: key.id,
  status: key.status,
  revision,
  effectiveAt,
  gates,
});

/** Ends a key, which is held for it, and tells its owner, where the actor may. Throws 403. */
export async function revokeIn(
  tx: Transaction,
  actor: Actor,
  application: ApplicationRow,
  key: KeyRow,
  wish: Wish,
): Promise<KeyRow> {
  authorizeIn(actor, "key.revoke", key.environment);
  authorizeOn(actor, "key.revoke", application);
  return endAndTell(tx, actor, application, key, wish);
}

async function endAndTell(
  tx: Transaction,
  actor: Actor,
  application: ApplicationRow,
  key: KeyRow,
  wish: Wish,
): Promise<KeyRow> {
  if (key.status === "revoked") return key;
  const after = await markRevoked(tx, actor, key, wish);
  await tellOwner(tx, actor, application, after, "revoked");
  return after;
}

/** Ends a key that is not revoked yet and is held for it. */
export async function markRevoked(
  tx: Transaction,
  actor: Actor,
  before: KeyRow,
  { reason, note }: Wish,
): Promise<KeyRow> {
  const [after] = await tx
    .update(keys)
    .set({
      status: "revoked",
      revokedAt: new Date(),
      revokedBy: actor.id,
      revokeReason: reason,
      revision: before.revision + 1,
    })
    .where(and(eq(keys.orgId, actor.organizationId), eq(keys.id, before.id)))
    .returning();
  if (!after) throw new Error("the key was not revoked");
  await announce(tx, actor, { kind: "key", id: after.id, revision: after.revision });
  await recordAudit(tx, actor, {
    action: "key.revoked",
    target: { kind: "key", id: after.id, name: after.name },
    applicationId: after.applicationId,
    reason: note ? `${reason}: ${note}` : reason,
    before: { status: before.status },
    after: { status: after.status },
  });
  return after;
}
