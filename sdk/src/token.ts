import { base64url } from "jose";
import type { Published, Signer } from "./published.js";
import { Recent } from "./recent.js";
import type { Environment } from "./verdict.js";

/** What a token says whose signature was found right. */
export type Token = {
  readonly text: string;
  readonly header: string;
  readonly signer: Signer;
  readonly issuer: string;
  readonly audiences: readonly string[];
  readonly keyId: string;
  readonly applicationId: string;
  readonly ownerId: string | null;
  readonly environment: Environment;
  /** Seconds since the epoch. */
  readonly notBefore: number;
  readonly end: number;
  readonly expiresAt: string;
  readonly permissions: readonly string[];
  readonly scope: ReadonlySet<string>;
};

/** In characters: Portcullis signs none that is longer. */
const longestToken = 6_000;

/** JWS compact with a signature of 64 bytes, in the one way that base64url writes it (RFC 7515 §3.1, RFC 7518 §3.4). */
const form = /^([\w-]+)\.([\w-]+)\.[\w-]{85}[AQgw]$/;
const secretForm = /^[a-z][a-z0-9]{1,7}_(dev|stg|live)_[0-9A-Za-z]{50}$/;
/** The whole protected header, nothing beside it: no `jku`, `jwk`, `x5u`, `crit` or second `alg`. */
const headerForm = /^\{"alg":"ES256","typ":"at\+jwt","kid":"sgk_[0-9a-z]{26}"\}$/;

/** What a text may be, by its form alone. */
export function kindOf(key: string): "jwt" | "secret" | null {
  if (key.length > longestToken) return null;
  if (secretForm.test(key)) return "secret";
  return form.test(key) && headerForm.test(textOf(key.slice(0, key.indexOf(".")))) ? "jwt" : null;
}

function textOf(encoded: string): string {
  try {
    return decoder.decode(base64url.decode(encoded));
  } catch {
    return "";
  }
}

/**
 * Reads a token that `kindOf` takes for one. "unknown": signed with a key that isn't published, as
 * one made just now may be, or that this runtime can't use. Null: its signature is wrong, or what it says is no key's token.
 */
export async function readToken(text: string, published: Published) {
  const header = text.slice(0, text.indexOf("."));
  const signer = published.signerOf(header);
  if (!signer) return "unknown";
  const end = text.lastIndexOf(".");
  const signature = new Uint8Array(base64url.decode(text.slice(end + 1)));
  const signed = encoder.encode(text.slice(0, end));
  const key = await signer.key().catch(() => null);
  if (!key) return "unknown";
  if (!(await crypto.subtle.verify(es256, key, signature, signed))) return null;
  try {
    const payload = base64url.decode(text.slice(header.length + 1, end));
    return tokenOf(JSON.parse(decoder.decode(payload)), text, header, signer);
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError) return null;
    throw error;
  }
}

/** RFC 7518 §3.4. */
const es256 = { name: "ECDSA", hash: "SHA-256" };
const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true });

const isText = (value: unknown): value is string => typeof value === "string" && value !== "";
const isSecond = (value: unknown): value is number => Number.isSafeInteger(value);
const environments: readonly unknown[] = ["development", "staging", "production"];

function tokenOf(
  claims: Record<string, unknown>,
  text: string,
  header: string,
  signer: Signer,
): Token | null {
  const { iss, sub, client_id, aud, jti, nbf, exp, scope, env, owner } = claims;
  if (!isText(iss) || !isText(client_id) || sub !== client_id || !isText(jti)) return null;
  if (!isSecond(nbf) || !isSecond(exp) || exp > 8_640_000_000_000) return null;
  if (typeof scope !== "string" || !environments.includes(env)) return null;
  const audiences: unknown[] = Array.isArray(aud) ? aud : [aud];
  if (!audiences.every(isText) || (owner !== undefined && !isText(owner))) return null;
  const permissions = Object.freeze(scope.split(" ").filter((name) => name !== ""));
  return {
    text,
    header,
    signer,
    issuer: iss,
    audiences,
    keyId: jti,
    applicationId: client_id,
    ownerId: owner ?? null,
    environment: env as Environment,
    notBefore: nbf,
    end: exp,
    expiresAt: new Date(exp * 1000).toISOString(),
    permissions,
    scope: new Set(permissions),
  };
}

/** The tokens that were seen last and had a right signature. */
export class SeenTokens {
  readonly #recent: Recent<Token>;

  constructor(most: number) {
    this.#recent = new Recent(most);
  }

  get(text: string): Token | undefined {
    const token = this.#recent.get(tailOf(text));
    return token?.text === text ? token : undefined;
  }

  add(token: Token): void {
    this.#recent.set(tailOf(token.text), token);
  }

  clear(): void {
    this.#recent.clear();
  }
}

/** Half of a signature: to hash all of a token takes longer than everything else. */
const tailOf = (text: string) => text.slice(-43);
