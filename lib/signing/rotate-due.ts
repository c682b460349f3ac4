import { and, eq, gt, inArray, isNull, lte, notExists, sql } from "drizzle-orm";
import { keyTokens, organizations, signingKeys } from "@/db/schema";
import { transact, transactSystem } from "@/db/transact";
import { type Actor, systemActor } from "@/lib/access/actor";
import { newId, type OrganizationId, type SigningKeyId } from "@/lib/ids";
import { log } from "@/lib/log";
import { holdSigningKeys, removeSigningKey, replaceCurrent } from "./rotate";
import { signsFrom } from "./rotation";

const job = "rotate-signing-keys";
const dayMs = 86_400_000;
/** Forgotten in one transaction. */
const mostTokens = 10_000;

/**
 * Replaces the signing keys that signed for as long as their organization wants, and deletes retired
 * and withdrawn ones whose last token is over for a day, with what is kept of their tokens. Returns
 * how many it changed.
 */
export async function rotateSigningKeys(atOnce = mostTokens): Promise<number> {
  const [due, over] = await transactSystem(async (tx) => [
    await tx
      .select({ id: organizations.id })
      .from(organizations)
      .innerJoin(signingKeys, eq(signingKeys.orgId, organizations.id))
      .where(and(isNull(organizations.deletedAt), eq(signingKeys.state, "current"), isDue)),
    await tx.selectDistinct({ id: signingKeys.orgId }).from(signingKeys).where(isOver),
  ]);
  let changed = 0;
  for (const { id } of due) changed += await orNone(id, rotateIfDue(id));
  for (const { id } of over) changed += await orNone(id, removeOver(id, atOnce));
  return changed;
}

const isDue = sql`${signingKeys.currentSince} <= now() - make_interval(days => ${organizations.signingRotationDays})`;

/** For a day it is told that a token is over: clocks differ. */
const forgotten = sql`now() - interval '1 day'`;

const needed = and(
  eq(keyTokens.orgId, signingKeys.orgId),
  eq(keyTokens.signingKeyId, signingKeys.id),
  gt(keyTokens.expiresAt, forgotten),
);

const isOver = and(
  inArray(signingKeys.state, ["retired", "withdrawn"]),
  notExists(sql`(select 1 from ${keyTokens} where ${needed})`),
);

const orNone = (organizationId: OrganizationId, work: Promise<number>) =>
  work.catch((error) => {
    log.error({ err: error, organizationId }, "signing keys were not looked after");
    return 0;
  });

function rotateIfDue(organizationId: OrganizationId): Promise<number> {
  const actor = systemActor(organizationId, job, newId("req"));
  return transact(actor, async (tx) => {
    const { organization, current, next } = await holdSigningKeys(tx, actor);
    const days = organization.signingRotationDays;
    const now = Date.now();
    if (days === null || !current?.currentSince) return 0;
    if (current.currentSince.getTime() > now - days * dayMs) return 0;
    if (next && signsFrom(next.createdAt).getTime() > now) return 0;
    await replaceCurrent(tx, actor, current, next);
    return 1;
  });
}

/** Their tokens first, so many in a transaction. */
async function removeOver(organizationId: OrganizationId, atOnce: number): Promise<number> {
  const actor = systemActor(organizationId, job, newId("req"));
  const over = await transact(actor, (tx) =>
    tx
      .select({ id: signingKeys.id })
      .from(signingKeys)
      .where(and(eq(signingKeys.orgId, organizationId), isOver)),
  );
  for (const { id } of over) {
    for (let gone = atOnce; gone === atOnce; ) gone = await forgetTokens(actor, id, atOnce);
  }
  return transact(actor, async (tx) => {
    const rows = await tx
      .select()
      .from(signingKeys)
      .where(
        and(
          eq(signingKeys.orgId, organizationId),
          inArray(
            signingKeys.id,
            over.map(({ id }) => id),
          ),
          isOver,
        ),
      )
      .for("update");
    for (const row of rows) {
      await removeSigningKey(tx, actor, row, "The last token that it signed is over.");
    }
    return rows.length;
  });
}

function forgetTokens(actor: Actor, signer: SigningKeyId, atOnce: number): Promise<number> {
  const own = eq(keyTokens.orgId, actor.organizationId);
  return transact(actor, async (tx) => {
    const some = tx
      .select({ id: keyTokens.keyId })
      .from(keyTokens)
      .where(and(own, eq(keyTokens.signingKeyId, signer), lte(keyTokens.expiresAt, forgotten)))
      .limit(atOnce);
    const gone = await tx
      .delete(keyTokens)
      .where(and(own, inArray(keyTokens.keyId, some)))
      .returning({ id: keyTokens.keyId });
    return gone.length;
  });
}
