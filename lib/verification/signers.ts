import { createPublicKey, type KeyObject, verify } from "node:crypto";
import { and, eq, inArray } from "drizzle-orm";
import { signingKeys } from "@/db/schema";
import { type Transaction, transact } from "@/db/transact";
import type { OrganizationId, SigningKeyId } from "@/lib/ids";
import type { ParsedJwt } from "@/lib/keys/credential";
import { publishedKey, trustedStates } from "@/lib/signing/published";
import { Turnstile } from "./deadline";
import { keyDigest } from "./digest";

/** The public keys with which tokens of an organization may be signed, by their `kid`. */
export type Signers = ReadonlyMap<SigningKeyId, KeyObject>;

/** A key that can't be understood signs nothing. `isBehind`: whether the log has told of a newer state of a row than that revision. */
export async function readSigners(
  tx: Transaction,
  organizationId: OrganizationId,
  isBehind: (id: string, revision: number) => boolean = () => false,
): Promise<{ signers: Signers; behind: boolean }> {
  const rows = await tx
    .select({
      id: signingKeys.id,
      publicJwk: signingKeys.publicJwk,
      revision: signingKeys.revision,
    })
    .from(signingKeys)
    .where(and(eq(signingKeys.orgId, organizationId), inArray(signingKeys.state, trustedStates)));
  const signers = new Map<SigningKeyId, KeyObject>();
  for (const row of rows) {
    const key = publishedKey(row);
    if (key) signers.set(row.id, createPublicKey({ key, format: "jwk" }));
  }
  return { signers, behind: rows.some(({ id, revision }) => isBehind(id, revision)) };
}

/** At once, and waiting for it: a flood of forged tokens leaves the processor to others. */
const turnstile = new Turnstile(2, 500);
const underWay = new Map<string, Promise<boolean>>();

/**
 * Whether that key of the organization has signed the token (ES256), found out beside the event
 * loop. Whoever asks about the same token meanwhile shares the answer. Throws 503 where too many
 * wait.
 */
export function isSigned(
  organizationId: OrganizationId,
  jwt: ParsedJwt,
  key: KeyObject,
  digest = keyDigest(organizationId, jwt.key),
): Promise<boolean> {
  const same = underWay.get(digest);
  if (same) return same;
  const checked = turnstile
    .pass(() => check(jwt, key), organizationId)
    .finally(() => underWay.delete(digest));
  underWay.set(digest, checked);
  return checked;
}

const check = ({ signed, signature }: ParsedJwt, key: KeyObject) =>
  new Promise<boolean>((resolve, reject) => {
    const publicKey = { key, dsaEncoding: "ieee-p1363" } as const;
    verify("sha256", Buffer.from(signed), publicKey, signature, (error, valid) =>
      error ? reject(error) : resolve(valid),
    );
  });

/** Whether the organization has signed it, as its database tells. */
export async function isOurs(organizationId: OrganizationId, jwt: ParsedJwt): Promise<boolean> {
  const { signers } = await transact({ organizationId }, (tx) => readSigners(tx, organizationId));
  const key = signers.get(jwt.kid);
  return key !== undefined && isSigned(organizationId, jwt, key);
}
