import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type JsonWebKey,
  type KeyObject,
} from "node:crypto";
import type { signingKeys } from "@/db/schema";
import { AppError } from "@/lib/errors";
import type { SigningKeyId } from "@/lib/ids";
import { secrets } from "@/lib/secrets/installation";
import { unwrap, wrap } from "@/lib/secrets/wrap";
import { publishedKey } from "./published";

type Kept = Pick<typeof signingKeys.$inferSelect, "id" | "publicJwk" | "wrappedKey">;

const place = (id: SigningKeyId) => `signing_keys/${id}/wrapped_key`;

/** Wrapped itself under PORTCULLIS_SECRET: a new master secret rewraps one row, not every key. */
async function wrappingSecret(): Promise<string> {
  const { "signing-keys": secret } = await secrets();
  return secret.toString("base64");
}

/** A new pair for ES256 (RFC 7518 §3.4): the public part, and the private one as it is kept. */
export async function generateSigningPair(
  id: SigningKeyId,
): Promise<{ publicJwk: JsonWebKey; wrappedKey: Buffer }> {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const plain = privateKey.export({ format: "der", type: "pkcs8" });
  return {
    publicJwk: publicKey.export({ format: "jwk" }),
    wrappedKey: wrap(plain, await wrappingSecret(), place(id)),
  };
}

/**
 * The private key. Throws 503 where it does not open or is not that of the public one which is
 * published: nothing is ever signed with another one.
 */
export async function openPrivateKey(kept: Kept): Promise<KeyObject> {
  const key = await opened(kept);
  if (key) return key;
  throw new AppError(
    "UNAVAILABLE",
    "The organization's signing key can't be opened, so no token is signed. Start with the PORTCULLIS_SECRET that it was made with, or rotate the signing key in Settings.",
    { retryAfter: 60 },
  );
}

/** Whether `openPrivateKey` would give it. */
export const opens = async (kept: Kept): Promise<boolean> => (await opened(kept)) !== null;

async function opened(kept: Kept): Promise<KeyObject | null> {
  const bytes = unwrap(kept.wrappedKey, [await wrappingSecret()], place(kept.id));
  const told = publishedKey(kept);
  if (!bytes || !told) return null;
  const key = createPrivateKey({ key: bytes.plain, format: "der", type: "pkcs8" });
  const { x, y } = createPublicKey(key).export({ format: "jwk" });
  return x === told.x && y === told.y ? key : null;
}
