import {
  createPrivateKey,
  generateKeyPairSync,
  type JsonWebKey,
  type KeyObject,
} from "node:crypto";
import { AppError } from "@/lib/errors";
import type { SigningKeyId } from "@/lib/ids";
import { secrets } from "@/lib/secrets/installation";
import { unwrap, wrap } from "@/lib/secrets/wrap";

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

/** The private key. Throws 503 where it does not open: nothing is ever signed with another one. */
export async function openPrivateKey(id: SigningKeyId, wrapped: Buffer): Promise<KeyObject> {
  const opened = unwrap(wrapped, [await wrappingSecret()], place(id));
  if (opened) return createPrivateKey({ key: opened.plain, format: "der", type: "pkcs8" });
  throw new AppError(
    "UNAVAILABLE",
    "The organization's signing key can't be opened, so no token is signed. Start with the PORTCULLIS_SECRET that it was made with.",
  );
}
