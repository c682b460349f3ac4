import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";

const version = 1;

/** HKDF-SHA-256 (RFC 5869): the wrapping key of a master secret. */
function wrappingKey(master: string): Buffer {
  return Buffer.from(hkdfSync("sha256", master, "portcullis", "wrap", 32));
}

/**
 * AES-256-GCM under a master secret, bound to its place: version (1 byte), nonce (12), ciphertext,
 * tag (16). `place` says which row and column it stands in and is authenticated with it.
 */
export function wrap(plain: Buffer, master: string, place: string): Buffer {
  const nonce = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", wrappingKey(master), nonce);
  cipher.setAAD(Buffer.from(place));
  return Buffer.concat([
    Buffer.from([version]),
    nonce,
    cipher.update(plain),
    cipher.final(),
    cipher.getAuthTag(),
  ]);
}

/** The plain bytes and which of `masters` opened them, or null where none does. */
export function unwrap(
  wrapped: Buffer,
  masters: readonly string[],
  place: string,
): { plain: Buffer; master: number } | null {
  if (wrapped.length < 29 || wrapped[0] !== version) return null;
  for (const [index, master] of masters.entries()) {
    const decipher = createDecipheriv("aes-256-gcm", wrappingKey(master), wrapped.subarray(1, 13));
    decipher.setAAD(Buffer.from(place));
    decipher.setAuthTag(wrapped.subarray(-16));
    try {
      const plain = Buffer.concat([decipher.update(wrapped.subarray(13, -16)), decipher.final()]);
      return { plain, master: index };
    } catch {}
  }
  return null;
}
