import type { KeyObject } from "node:crypto";
import { and, eq } from "drizzle-orm";
import { signingKeys } from "@/db/schema";
import type { Transaction } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import { recordAudit } from "@/lib/audit/record";
import { newId, type SigningKeyId } from "@/lib/ids";
import { announce } from "@/lib/verification/announce";
import { generateSigningPair, openPrivateKey } from "./private-key";

export type SigningKeyRow = typeof signingKeys.$inferSelect;

/**
 * The key with which the organization signs now. It goes on signing until the transaction ends. On
 * first need it is made, and with it the one that comes next. Throws 503 where it does not open.
 */
export async function currentSigningKey(
  tx: Transaction,
  actor: Actor,
): Promise<{ id: SigningKeyId; privateKey: KeyObject }> {
  const row = (await held(tx, actor)) ?? (await first(tx, actor));
  return { id: row.id, privateKey: await openPrivateKey(row) };
}

async function held(tx: Transaction, actor: Actor): Promise<SigningKeyRow | undefined> {
  const [row] = await tx
    .select()
    .from(signingKeys)
    .where(and(eq(signingKeys.orgId, actor.organizationId), eq(signingKeys.state, "current")))
    .for("share");
  return row;
}

async function first(tx: Transaction, actor: Actor): Promise<SigningKeyRow> {
  await addSigningKey(tx, actor, "current");
  await addSigningKey(tx, actor, "next");
  // Also where another transaction was first.
  const row = await held(tx, actor);
  if (!row) throw new Error("the organization has no signing key");
  return row;
}

/** Makes a key in that state and its audit event, unless the organization has one in that state. */
export async function addSigningKey(
  tx: Transaction,
  actor: Actor,
  state: "current" | "next",
): Promise<void> {
  const id = newId("sgk");
  const [made] = await tx
    .insert(signingKeys)
    .values({
      orgId: actor.organizationId,
      id,
      state,
      ...(await generateSigningPair(id)),
      currentSince: state === "current" ? new Date() : null,
    })
    .onConflictDoNothing()
    .returning();
  if (!made) return;
  await announce(tx, actor, { kind: "signing-key", id, revision: made.revision });
  await recordAudit(tx, actor, {
    action: "signing-key.created",
    target: { kind: "signing-key", id, name: id },
    after: { state },
  });
}
