import { isId, type KeyId, type SigningKeyId } from "@/lib/ids";
import { type ParsedKey, parseKey } from "./format";
import { longestToken } from "./token-format";

/** What a token says: of the claims only these are known to have their type. */
export type Claims = { iss: string; jti: KeyId; exp: number } & Record<string, unknown>;

/** A token in the one form in which JWT keys are signed. Whether it was is not known yet. */
export type ParsedJwt = {
  /** The whole token. */
  key: string;
  kid: SigningKeyId;
  claims: Claims;
  /** What is signed (RFC 7515 §5.1), and the signature: 64 bytes (RFC 7518 §3.4). */
  signed: string;
  signature: Buffer;
};

/** How every JWT key begins: its header holds nothing else, in no other order. */
const header = /^\{"alg":"ES256","typ":"at\+jwt","kid":"(sgk_[0-9a-z]{26})"\}$/;
const opening = Buffer.from('{"alg":"ES256","typ":"at+jwt","kid":"sg').toString("base64url");
const form = new RegExp(`^(${opening}[\\w-]{40})\\.([\\w-]+)\\.([\\w-]{86})$`);

/** A text that begins as JWT keys do. It is read only where nobody knows it yet. */
export class JwtText {
  readonly sharedKey = null;
  #parsed: ParsedJwt | null | undefined;

  constructor(readonly key: string) {}

  /** Null where it has not the form of one. */
  get parsed(): ParsedJwt | null {
    if (this.#parsed === undefined) this.#parsed = parseJwt(this.key);
    return this.#parsed;
  }
}

/** What may be a key: of a secret key all is checked, of a JWT key how it begins. */
export type Credential = ParsedKey | JwtText;

const longestSecretKey = 64;

/** Null for what is no key at all. Asks nobody, and takes no longer for a longer text. */
export function credentialIn(text: string): Credential | null {
  if (text.length <= longestSecretKey) return parseKey(text);
  if (text.length > longestToken || !text.startsWith(opening)) return null;
  return new JwtText(text);
}

/** As `credentialIn`, with all of a JWT key checked but its signature. */
export function parseCredential(text: string): Credential | null {
  const credential = credentialIn(text);
  return credential instanceof JwtText && credential.parsed === null ? null : credential;
}

/** The id of the JWT key whose whole token somebody pasted, signed by whomever; null where it is none. */
export function keyIdIn(text: string): KeyId | null {
  const credential = credentialIn(text);
  return (credential instanceof JwtText && credential.parsed?.claims.jti) || null;
}

/**
 * The parts of a token in its canonical form: a text that says the same in another way, as by
 * unused bits (RFC 4648 §3.5), a claim that comes twice or white space, is none. Never throws.
 */
function parseJwt(text: string): ParsedJwt | null {
  const [, head = "", body = "", tail = ""] = form.exec(text) ?? [];
  const kid = header.exec(decode(head).toString())?.[1];
  const signature = decode(tail);
  if (!isId("sgk", kid) || encode(signature) !== tail) return null;
  const claims = parseClaims(body);
  return claims && { key: text, kid, claims, signed: `${head}.${body}`, signature };
}

const decode = (part: string) => Buffer.from(part, "base64url");
const encode = (bytes: Buffer) => bytes.toString("base64url");

function parseClaims(part: string): Claims | null {
  try {
    const claims = JSON.parse(decode(part).toString());
    if (encode(Buffer.from(JSON.stringify(claims))) !== part) return null;
    return isClaims(claims) ? claims : null;
  } catch {
    return null;
  }
}

function isClaims(value: unknown): value is Claims {
  if (typeof value !== "object" || value === null) return false;
  const { iss, jti, exp } = value as Record<string, unknown>;
  return typeof iss === "string" && isId("key", jti) && Number.isSafeInteger(exp);
}
