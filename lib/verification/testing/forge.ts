import { createHmac, createPublicKey, type JsonWebKey, type KeyObject, sign } from "node:crypto";
import type { OrganizationId } from "@/lib/ids";
import { openPrivateKey } from "@/lib/signing/private-key";
import { claimsOf, signersOf } from "@/lib/testing/jwt";

const encode = (part: unknown) =>
  Buffer.from(typeof part === "string" ? part : JSON.stringify(part)).toString("base64url");

/** A token of those parts, as any key signs it (ES256). */
export function signed(header: unknown, claims: unknown, key: KeyObject): string {
  const body = `${encode(header)}.${encode(claims)}`;
  const signature = sign("sha256", Buffer.from(body), { key, dsaEncoding: "ieee-p1363" });
  return `${body}.${signature.toString("base64url")}`;
}

/** The same with the digest of another algorithm in the place of the signature, or nothing. */
export function mistaken(alg: string, token: string, publicKey: JsonWebKey): string {
  const [head = "", claims] = token.split(".");
  const header = { ...JSON.parse(Buffer.from(head, "base64url").toString()), alg };
  const body = `${encode(header)}.${claims}`;
  if (!alg.startsWith("HS")) return `${body}.`;
  const secret = createPublicKey({ key: publicKey, format: "jwk" });
  const pem = secret.export({ format: "pem", type: "spki" });
  return `${body}.${createHmac("sha256", pem).update(body).digest("base64url")}`;
}

/** Signs with the organization's own key whatever a token is to say instead. */
export async function forger(organization: { id: OrganizationId }, token: string) {
  const { current } = await signersOf(organization);
  if (!current) throw new Error("the organization has no signing key");
  const privateKey = await openPrivateKey(current);
  const header = { alg: "ES256", typ: "at+jwt", kid: current.id };
  const claims = claimsOf(token);
  return {
    header,
    claims,
    privateKey,
    publicJwk: current.publicJwk as JsonWebKey,
    /** What is undefined is left out. */
    says: (change: object, headerChange: object = {}) =>
      signed({ ...header, ...headerChange }, { ...claims, ...change }, privateKey),
  };
}
