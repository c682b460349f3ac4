import { and, asc, count, eq, gt, inArray, isNull, sql } from "drizzle-orm";
import { applications, keys, keyTokens, signingKeys } from "@/db/schema";
import { type Transaction, transact, transactSystem } from "@/db/transact";
import { type Actor, systemActor } from "@/lib/access/actor";
import { type KeyId, newId, type OrganizationId, type SigningKeyId } from "@/lib/ids";
import { markRevoked } from "@/lib/keys/revoke";
import { tellOwner } from "@/lib/keys/tell";
import { log } from "@/lib/log";

/** Keys in one transaction. */
const most = 200;

/** Those withdrawn keys of which this process has found nothing left to revoke: nor will there be. */
const done = new Set<SigningKeyId>();

/**
 * Revokes the keys whose tokens a withdrawn signing key has signed, in every organization. Returns
 * how many.
 */
export async function revokeWithdrawn(atOnce = most): Promise<number> {
  const withdrawn = await transactSystem((tx) =>
    tx
      .select({ organizationId: signingKeys.orgId, id: signingKeys.id })
      .from(signingKeys)
      .where(eq(signingKeys.state, "withdrawn")),
  );
  let count = 0;
  for (const { organizationId, id } of withdrawn) {
    if (!done.has(id)) count += await revokeAll(organizationId, id, atOnce);
  }
  return count;
}

async function revokeAll(organizationId: OrganizationId, id: SigningKeyId, atOnce: number) {
  const actor = systemActor(organizationId, "revoke-withdrawn-keys", newId("req"));
  let count = 0;
  try {
    for (let after: KeyId | null = null; ; ) {
      const some: KeyId[] = await revokeSigned(actor, id, { after, atOnce });
      count += some.length;
      after = some.at(-1) ?? null;
      if (some.length < atOnce) break;
    }
    done.add(id);
  } catch (error) {
    log.error({ err: error, organizationId }, "keys of a withdrawn signing key were not revoked");
  }
  return count;
}

/** Of keys whose tokens it has signed, those that are not over. */
const signedBy = (organizationId: OrganizationId, id: SigningKeyId) =>
  and(
    eq(keyTokens.orgId, organizationId),
    eq(keyTokens.signingKeyId, id),
    gt(keyTokens.expiresAt, sql`now()`),
    inArray(keys.status, ["active", "disabled", "quarantined"]),
    isNull(keys.deletedAt),
  );

const ofToken = and(eq(keys.orgId, keyTokens.orgId), eq(keys.id, keyTokens.keyId));

/** How many keys `revokeSigned` has to revoke. */
export async function countSigned(
  tx: Transaction,
  { organizationId }: Actor,
  id: SigningKeyId,
): Promise<number> {
  const [row] = await tx
    .select({ keys: count() })
    .from(keyTokens)
    .innerJoin(keys, ofToken)
    .where(signedBy(organizationId, id));
  return row?.keys ?? 0;
}

/**
 * Revokes so many of the keys whose tokens it has signed, after one in the order of their ids, and
 * tells their owners. Returns which.
 */
export async function revokeSigned(
  actor: Actor,
  id: SigningKeyId,
  { after = null, atOnce = most }: { after?: KeyId | null; atOnce?: number } = {},
): Promise<KeyId[]> {
  const { organizationId } = actor;
  return transact(actor, async (tx) => {
    const rows = await tx
      .select({ key: keys })
      .from(keyTokens)
      .innerJoin(keys, ofToken)
      .where(and(signedBy(organizationId, id), after ? gt(keyTokens.keyId, after) : undefined))
      .orderBy(asc(keyTokens.keyId))
      .limit(atOnce)
      .for("update", { of: keys });
    const owning = await tx
      .select({ id: applications.id, name: applications.name, ownerId: applications.ownerId })
      .from(applications)
      .where(
        and(
          eq(applications.orgId, organizationId),
          inArray(
            applications.id,
            rows.map(({ key }) => key.applicationId),
          ),
        ),
      );
    const applicationOf = new Map(owning.map((application) => [application.id, application]));
    for (const { key } of rows) {
      const revoked = await markRevoked(tx, actor, key, {
        reason: "compromised",
        note: `Its signing key ${id} was withdrawn.`,
      });
      const application = applicationOf.get(key.applicationId);
      if (application) await tellOwner(tx, actor, application, revoked, "revoked");
    }
    return rows.map(({ key }) => key.id);
  });
}
