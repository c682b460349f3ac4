import { and, eq } from "drizzle-orm";
import { z } from "zod";
import { signingKeys } from "@/db/schema";
import type { Transaction } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import { authorize } from "@/lib/access/authorize";
import { recordAudit } from "@/lib/audit/record";
import { conflict, notFound } from "@/lib/errors";
import { textField } from "@/lib/fields";
import { isId } from "@/lib/ids";
import { log } from "@/lib/log";
import { parse } from "@/lib/parse";
import { type Effect, settled } from "@/lib/verification/settle";
import { addSigningKey, type SigningKeyRow } from "./current";
import { readSigningKeys } from "./list";
import { opens } from "./private-key";
import { countSigned, revokeSigned } from "./revoke-withdrawn";
import { holdSigningKeys, letSign, move, removeSigningKey } from "./rotate";
import type { SigningKeys } from "./summary";

const WithdrawSigningKey = z.strictObject({
  reason: textField(500).refine((reason) => reason !== "", "Say why: it stays in the audit log."),
});

/** `revokes`: how many keys are revoked with it, of which some may still be to come. */
export type WithdrawnSigningKey = SigningKeys & Effect & { revokes: number };

/**
 * Withdraws a signing key that others may know, in whichever state: no verification that starts at
 * or after `effectiveAt` accepts a token that it signed, and it is published no more. In the place
 * of the current one the next one signs at once. Its keys that are not over are revoked as
 * compromised, those beyond the first 200 by the worker. Throws 404, 409 (it is withdrawn), 422, 403.
 */
export async function withdrawSigningKey(
  actor: Actor,
  id: unknown,
  input: unknown,
): Promise<WithdrawnSigningKey> {
  authorize(actor, "signing-key.rotate");
  const { reason } = parse(WithdrawSigningKey, input);
  const { value, effect } = await settled(actor, async (tx) => {
    const { next } = await holdSigningKeys(tx, actor);
    const key = await holdSigningKey(tx, actor, id);
    if (key.state === "withdrawn") throw conflict("The signing key is withdrawn already.");
    const revokes = await countSigned(tx, actor, key.id);
    await move(tx, actor, key, {
      state: "withdrawn",
      retiredAt: new Date(),
      wrappedKey: Buffer.alloc(0),
    });
    await recordAudit(tx, actor, {
      action: "signing-key.withdrawn",
      target: { kind: "signing-key", id: key.id, name: key.id },
      reason,
      before: { state: key.state },
      after: { state: "withdrawn", revokes },
    });
    if (key.state === "current") await replace(tx, actor, key, next);
    if (key.state === "next") await addSigningKey(tx, actor, "next");
    return { id: key.id, revokes, ...(await readSigningKeys(tx, actor)) };
  });
  const { id: withdrawn, ...told } = value;
  await revokeSigned(actor, withdrawn).catch((error) => {
    log.error({ err: error }, "the worker revokes the keys of a withdrawn signing key");
  });
  return { ...told, ...effect };
}

async function holdSigningKey(tx: Transaction, actor: Actor, id: unknown): Promise<SigningKeyRow> {
  if (!isId("sgk", id)) throw notFound("signing key");
  const [row] = await tx
    .select()
    .from(signingKeys)
    .where(and(eq(signingKeys.orgId, actor.organizationId), eq(signingKeys.id, id)))
    .for("update");
  if (!row) throw notFound("signing key");
  return row;
}

/** However young the next one is: whoever does not know it yet trusts none of its tokens till then. */
async function replace(
  tx: Transaction,
  actor: Actor,
  current: SigningKeyRow,
  next: SigningKeyRow | undefined,
): Promise<void> {
  if (next && (await opens(next))) return letSign(tx, actor, current, next);
  if (next) await removeSigningKey(tx, actor, next, "It does not open.");
  await addSigningKey(tx, actor, "current");
  await addSigningKey(tx, actor, "next");
}
