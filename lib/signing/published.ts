import { createPublicKey } from "node:crypto";
import { and, eq, inArray, sql } from "drizzle-orm";
import { z } from "zod";
import { signingKeys } from "@/db/schema";
import type { Transaction } from "@/db/transact";
import type { OrganizationId, SigningKeyId } from "@/lib/ids";

const coordinate = z.string().regex(/^[\w-]{43}$/);

const PublicJwk = z
  .object({ kty: z.literal("EC"), crv: z.literal("P-256"), x: coordinate, y: coordinate })
  .refine(isOnCurve);

function isOnCurve(key: { kty: string; crv: string; x: string; y: string }): boolean {
  try {
    createPublicKey({ key, format: "jwk" });
    return true;
  } catch {
    return false;
  }
}

/** A public key as a key set has it (RFC 7517 §4, RFC 7518 §6.2.1). */
export type PublishedKey = z.output<typeof PublicJwk> & {
  kid: SigningKeyId;
  alg: "ES256";
  use: "sig";
};

/** The public part of a signing key; null where its row holds none. */
export function publishedKey(row: { id: SigningKeyId; publicJwk: unknown }): PublishedKey | null {
  const { data } = PublicJwk.safeParse(row.publicJwk);
  return data ? { kid: row.id, alg: "ES256", use: "sig", ...data } : null;
}

/** Of keys by which tokens may be signed. */
export const trustedStates = ["current", "next", "retired"] as const;

const states = sql`array_position(array['current', 'next', 'retired'], ${signingKeys.state})`;

/** All that tokens of the organization may be signed with, the current key first. */
export async function readPublishedKeys(
  tx: Transaction,
  organizationId: OrganizationId,
): Promise<PublishedKey[]> {
  const rows = await tx
    .select({ id: signingKeys.id, publicJwk: signingKeys.publicJwk })
    .from(signingKeys)
    .where(and(eq(signingKeys.orgId, organizationId), inArray(signingKeys.state, trustedStates)))
    .orderBy(states, signingKeys.id);
  return rows.flatMap((row) => publishedKey(row) ?? []);
}
