import { and, eq, inArray } from "drizzle-orm";
import { z } from "zod";
import { signingKeys } from "@/db/schema";
import { type Transaction, transact } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import { authorize } from "@/lib/access/authorize";
import { recordAudit } from "@/lib/audit/record";
import { conflict } from "@/lib/errors";
import { findOrganization } from "@/lib/organizations/find";
import type { OrganizationRow } from "@/lib/organizations/summary";
import { parse } from "@/lib/parse";
import { announce } from "@/lib/verification/announce";
import { addSigningKey, type SigningKeyRow } from "./current";
import { readSigningKeys } from "./list";
import { opens } from "./private-key";
import { signsFrom } from "./rotation";
import type { SigningKeys } from "./summary";

/** `rotated` is false where the next key did not open: a new one is published in its place. */
export type RotatedSigningKeys = SigningKeys & { rotated: boolean };

/**
 * Lets the next key sign from now on and publishes another next one. The current one is retired: it
 * stays published until a day after the end of its last token, and its private part is destroyed. Throws 409 (the
 * organization has no signing key; the next one is not published long enough), 422, 403.
 */
export async function rotateSigningKey(
  actor: Actor,
  input: unknown = {},
): Promise<RotatedSigningKeys> {
  authorize(actor, "signing-key.rotate");
  parse(z.strictObject({}), input);
  return transact(actor, async (tx) => {
    const { current, next } = await holdSigningKeys(tx, actor);
    if (!current) throw conflict("There is no signing key yet: the first JWT key makes one.");
    const rotated = await replaceCurrent(tx, actor, current, next);
    return { ...(await readSigningKeys(tx, actor)), rotated };
  });
}

type Held = {
  organization: OrganizationRow;
  current?: SigningKeyRow;
  next?: SigningKeyRow;
};

/** Nobody rotates them, or signs with the current one, until the transaction ends. */
export async function holdSigningKeys(tx: Transaction, actor: Actor): Promise<Held> {
  const organization = await findOrganization(tx, actor, "no key update");
  const rows = await tx
    .select()
    .from(signingKeys)
    .where(
      and(
        eq(signingKeys.orgId, actor.organizationId),
        inArray(signingKeys.state, ["current", "next"]),
      ),
    )
    .orderBy(signingKeys.id)
    .for("update");
  return { organization, ...Object.fromEntries(rows.map((row) => [row.state, row])) };
}

/**
 * Puts the next key in the place of the current one, both held; where it does not open, a new one
 * in its own place, and gives false. Throws 409 where it is not published long enough.
 */
export async function replaceCurrent(
  tx: Transaction,
  actor: Actor,
  current: SigningKeyRow,
  next: SigningKeyRow | undefined,
): Promise<boolean> {
  if (!next || !(await opens(next))) {
    if (next) await removeSigningKey(tx, actor, next, "It does not open.");
    await addSigningKey(tx, actor, "next");
    return false;
  }
  const from = signsFrom(next.createdAt);
  if (from > new Date()) {
    throw conflict(
      `The next signing key has to be known to whoever checks tokens before it signs: rotate at ${from.toISOString()} or later.`,
    );
  }
  await move(tx, actor, current, {
    state: "retired",
    retiredAt: new Date(),
    wrappedKey: Buffer.alloc(0),
  });
  await letSign(tx, actor, current, next);
  return true;
}

/** Lets the next key sign in the place of one that does no more, and publishes another next one. */
export async function letSign(
  tx: Transaction,
  actor: Actor,
  former: SigningKeyRow,
  next: SigningKeyRow,
): Promise<void> {
  await move(tx, actor, next, { state: "current", currentSince: new Date() });
  await recordAudit(tx, actor, {
    action: "signing-key.rotated",
    target: { kind: "signing-key", id: next.id, name: next.id },
    before: { current: former.id },
    after: { current: next.id },
  });
  await addSigningKey(tx, actor, "next");
}

/** Changes a key that is held, and tells the gates. */
export async function move(
  tx: Transaction,
  actor: Actor,
  { id, revision }: SigningKeyRow,
  change: Partial<SigningKeyRow>,
): Promise<void> {
  const after = { ...change, revision: revision + 1 };
  await tx
    .update(signingKeys)
    .set(after)
    .where(and(eq(signingKeys.orgId, actor.organizationId), eq(signingKeys.id, id)));
  await announce(tx, actor, { kind: "signing-key", id, revision: after.revision });
}

/** Deletes a key that is held and has signed no token that is kept, with its audit event. */
export async function removeSigningKey(
  tx: Transaction,
  actor: Actor,
  { id, revision, state }: SigningKeyRow,
  reason: string,
): Promise<void> {
  await tx
    .delete(signingKeys)
    .where(and(eq(signingKeys.orgId, actor.organizationId), eq(signingKeys.id, id)));
  await announce(tx, actor, { kind: "signing-key", id, revision: revision + 1 });
  await recordAudit(tx, actor, {
    action: "signing-key.removed",
    target: { kind: "signing-key", id, name: id },
    reason,
    before: { state },
  });
}
