import type { Published } from "./published.js";
import type { Token } from "./token.js";
import type { Environment, Invalid, Verdict } from "./verdict.js";

/** How far this machine's clock may be behind the one that made the token, in seconds. */
export const clockTolerance = 5;

/**
 * Judges a token whose signature is right by what is published and by the clock (RFC 9068 §4), in
 * the gate's order. Null where only the gate can tell: what it was signed with or issued by isn't
 * published (any more), or it is suspended, and the gate knows why and what it may still do.
 */
export function judgeOffline(
  token: Token,
  published: Published,
  asked: {
    api: string;
    /** The only environment that is let in, as the verifier was told. */
    environment: Environment | undefined;
    permissions: readonly string[] | undefined;
    nowMs: number;
  },
): Verdict | null {
  if (!published.isSigner(token.header, token.signer)) return null;
  if (!published.isIssuer(token.issuer)) return null;
  const status = published.statusOf(token.keyId);
  if (status === "REVOKED") return refused(token, "REVOKED");
  const now = asked.nowMs / 1000;
  if (token.end <= now) return refused(token, "EXPIRED");
  if (token.notBefore > now + clockTolerance) return refused(token, "NOT_YET_VALID");
  if (status === "SUSPENDED") return null;
  for (const environment of [asked.environment, published.bound.environment])
    if ((environment ?? token.environment) !== token.environment)
      return refused(token, "WRONG_ENVIRONMENT");
  if (!token.audiences.includes(asked.api)) return refused(token, "INSUFFICIENT_PERMISSIONS");
  if (asked.permissions !== undefined) {
    for (const name of asked.permissions)
      if (!token.scope.has(name)) return refused(token, "INSUFFICIENT_PERMISSIONS");
  }
  return {
    valid: true,
    code: "VALID",
    keyId: token.keyId,
    applicationId: token.applicationId,
    ownerId: token.ownerId,
    environment: token.environment,
    permissions: token.permissions,
    expiresAt: token.expiresAt,
    offline: true,
  };
}

const refused = ({ keyId, applicationId }: Token, code: Invalid["code"]): Invalid => ({
  valid: false,
  code,
  offline: true,
  keyId,
  applicationId,
});
