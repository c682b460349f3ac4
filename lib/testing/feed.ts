import { and, eq, sql } from "drizzle-orm";
import { keys, keyTokens, serviceTokens } from "@/db/schema";
import { transact, transactOutside } from "@/db/transact";
import type { TokenActor } from "@/lib/access/actor";
import type { KeyId } from "@/lib/ids";
import type { MintedOrganization } from "./organization";

/** Changes a service token as no verb does, and tells nobody, for tests. */
export const alterToken = (actor: TokenActor, set: Partial<typeof serviceTokens.$inferInsert>) =>
  transact(actor, (tx) =>
    tx
      .update(serviceTokens)
      .set(set)
      .where(and(eq(serviceTokens.orgId, actor.organizationId), eq(serviceTokens.id, actor.id))),
  );

/** As a restore does: whoever follows the change log has to begin anew. For tests. */
export const beginEpoch = () =>
  transactOutside((tx) => tx.execute(sql`update feed_epoch set epoch = gen_random_uuid()`));

/**
 * Revokes a key without a word to anybody; the transaction commits with `commit`. Gives the revision
 * that it will have. For tests.
 */
export async function revokeSilently({ owner }: MintedOrganization, id: KeyId) {
  const own = and(eq(keys.orgId, owner.organizationId), eq(keys.id, id));
  let commit = () => {};
  const held = new Promise<void>((go) => {
    commit = go;
  });
  let written = (_: number) => {};
  const revision = new Promise<number>((resolve) => {
    written = resolve;
  });
  const done = transact(owner, async (tx) => {
    const set = { status: "revoked" as const, revision: sql`${keys.revision} + 1` };
    const [row] = await tx.update(keys).set(set).where(own).returning();
    written(row?.revision ?? 0);
    await held;
  });
  return {
    revision: await revision,
    commit: () => {
      commit();
      return done;
    },
  };
}

/** As where the gate had another address when the organization's tokens were made, for tests. */
export const moveIssuer = ({ owner }: MintedOrganization, issuer: string) =>
  transact(owner, (tx) =>
    tx.update(keyTokens).set({ issuer }).where(eq(keyTokens.orgId, owner.organizationId)),
  );
