import { findKey } from "@/db/lookup";
import type { Transaction } from "@/db/transact";
import { type KeyId, newId, type OrganizationId } from "@/lib/ids";
import { type Credential, JwtText, type ParsedJwt } from "@/lib/keys/credential";
import type { ParsedKey } from "@/lib/keys/format";
import { credentialHash } from "@/lib/secrets/installation";
import { organizationOfSlug } from "./known-slugs";
import { readKey } from "./record";
import { isOurs } from "./signers";
import { readTokenKey } from "./token-record";
import type { Finding } from "./verdict";

/** What a key is looked for by: a JWT key by what its token says, which the organization has signed. */
export type Presented = "malformed" | { keyId: KeyId; hash: Buffer } | ParsedJwt;

/** What somebody shows who asks the organization about it. */
export async function presentedOf(
  organizationId: OrganizationId,
  credential: Credential,
): Promise<Presented> {
  if (credential instanceof JwtText) return signedBy(organizationId, credential.parsed);
  const { presented } = await secretKey(credential);
  return presented;
}

/** The same where nobody says which organization's key it is; undefined where it is nobody's. */
export async function presentedAnywhere(
  credential: Credential,
  network: string | null,
): Promise<{ organizationId: OrganizationId; presented: Presented } | undefined> {
  if (!(credential instanceof JwtText)) {
    const { presented, organizationId } = await secretKey(credential);
    return organizationId && { organizationId, presented };
  }
  const { parsed } = credential;
  const slug = parsed && /\/o\/([^/]+)$/.exec(parsed.claims.iss)?.[1];
  const organizationId = await organizationOfSlug(slug, network);
  return organizationId && { organizationId, presented: await signedBy(organizationId, parsed) };
}

export async function readPresented(
  tx: Transaction,
  organizationId: OrganizationId,
  presented: Presented,
): Promise<Finding> {
  if (presented === "malformed") return presented;
  if ("claims" in presented) return readTokenKey(tx, organizationId, presented);
  return readKey(tx, organizationId, presented.keyId, presented.hash);
}

async function secretKey({ key, sharedKey }: ParsedKey) {
  const hash = await credentialHash(key);
  const found = await findKey(sharedKey);
  const keyId = found?.keyId ?? newId("key");
  return { presented: { keyId, hash }, organizationId: found?.organizationId };
}

const signedBy = async (organizationId: OrganizationId, jwt: ParsedJwt | null) =>
  jwt && (await isOurs(organizationId, jwt)) ? jwt : "malformed";
