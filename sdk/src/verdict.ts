/** Why a key is refused, in order of precedence, as the gate says it. */
export const refusals = [
  "MALFORMED",
  "NOT_FOUND",
  "UNREADABLE",
  "REVOKED",
  "EXPIRED",
  "NOT_YET_VALID",
  "DISABLED",
  "QUARANTINED",
  "APPLICATION_INACTIVE",
  "WRONG_ENVIRONMENT",
  "IP_NOT_ALLOWED",
  "ORIGIN_NOT_ALLOWED",
  "INSUFFICIENT_PERMISSIONS",
  "QUOTA_EXCEEDED",
  "RATE_LIMITED",
] as const;

export type Refusal = (typeof refusals)[number];

export type Environment = "development" | "staging" | "production";

export type RateLimit = {
  name: string;
  limit: number;
  remaining: number;
  /** RFC 3339. */
  resetAt: string;
};

/** The key may do what was asked. */
export type Valid = {
  valid: true;
  code: "VALID";
  keyId: string;
  applicationId: string;
  /** The member who owns the key, or null. */
  ownerId: string | null;
  environment: Environment;
  /** Online: what it may use on the API. Offline: all that its token says, on any API. */
  permissions: readonly string[];
  /** RFC 3339, or null where it has no end. */
  expiresAt: string | null;
  /** It was judged here, without asking the gate. */
  offline: boolean;
  /** Of the gate's answer. */
  requestId?: string;
  /** What is left of the key's limits, where the gate counted. */
  rateLimits?: RateLimit[];
  /** The gate has lost its database and answers by what it knew this many milliseconds ago. */
  ageMs?: number;
};

/**
 * The key may not, and `code` is the gate's; or nobody could judge it (`UNAVAILABLE`), and `error`
 * says why.
 */
export type Invalid = {
  valid: false;
  code: Refusal | "UNAVAILABLE";
  offline: boolean;
  keyId?: string;
  applicationId?: string;
  requestId?: string;
  rateLimits?: RateLimit[];
  /** After how many milliseconds it is worth another try, with a limit or `UNAVAILABLE`. */
  retryAfterMs?: number;
  error?: Error;
  ageMs?: number;
};

export type Verdict = Valid | Invalid;

/** The HTTP status that tells of a refusal: that of the gate's forward-auth; 503 for UNAVAILABLE. */
export function statusOf(code: Invalid["code"]): 401 | 403 | 429 | 503 {
  if (code === "UNAVAILABLE") return 503;
  if (code === "QUOTA_EXCEEDED" || code === "RATE_LIMITED") return 429;
  return refusals.indexOf(code) <= refusals.indexOf("DISABLED") ? 401 : 403;
}
