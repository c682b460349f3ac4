import { and, count, desc, eq, gt, max, sql } from "drizzle-orm";
import { keyTokens, signingKeys } from "@/db/schema";
import { type Transaction, transact } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import { authorize } from "@/lib/access/authorize";
import { findOrganization } from "@/lib/organizations/find";
import { signsFrom } from "./rotation";
import type { SigningKeySummary, SigningKeys } from "./summary";

/**
 * The organization's signing keys and how often they are replaced. None before its first JWT key.
 * Throws 403.
 */
export async function listSigningKeys(actor: Actor): Promise<SigningKeys> {
  authorize(actor, "signing-key.read");
  return transact(actor, (tx) => readSigningKeys(tx, actor));
}

const order = sql`array_position(array['next', 'current', 'retired', 'withdrawn'], ${signingKeys.state})`;

export async function readSigningKeys(tx: Transaction, actor: Actor): Promise<SigningKeys> {
  const { organizationId } = actor;
  const { signingRotationDays } = await findOrganization(tx, actor);
  const rows = await tx
    .select({
      kid: signingKeys.id,
      state: signingKeys.state,
      createdAt: signingKeys.createdAt,
      currentSince: signingKeys.currentSince,
      retiredAt: signingKeys.retiredAt,
    })
    .from(signingKeys)
    .where(eq(signingKeys.orgId, organizationId))
    .orderBy(order, desc(signingKeys.retiredAt), desc(signingKeys.id));
  const signed = await tx
    .select({
      kid: keyTokens.signingKeyId,
      tokens: count(),
      last: max(keyTokens.expiresAt),
    })
    .from(keyTokens)
    .where(and(eq(keyTokens.orgId, organizationId), gt(keyTokens.expiresAt, sql`now()`)))
    .groupBy(keyTokens.signingKeyId);
  const tokensOf = new Map(signed.map((row) => [row.kid, row]));
  const keys = rows.map((row): SigningKeySummary => {
    const { tokens = 0, last = null } = tokensOf.get(row.kid) ?? {};
    return {
      kid: row.kid,
      state: row.state,
      createdAt: row.createdAt.toISOString(),
      signsFrom: row.state === "next" ? signsFrom(row.createdAt).toISOString() : null,
      currentSince: row.currentSince?.toISOString() ?? null,
      retiredAt: row.retiredAt?.toISOString() ?? null,
      liveTokens: row.state === "withdrawn" ? 0 : tokens,
      lastTokenExpiresAt: last?.toISOString() ?? null,
    };
  });
  return { keys, rotationDays: signingRotationDays };
}
