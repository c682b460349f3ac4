import { type Invalid, type RateLimit, statusOf } from "./verdict.js";

/** An answer before it is bound to a framework. */
export type Answer = { status: number; headers: Record<string, string>; body: string };

const titles = {
  401: "Authentication required",
  403: "Not allowed",
  429: "Too many requests",
  503: "Temporarily unavailable",
};

const words = {
  401: "Send a valid key: Authorization: Bearer, then the key.",
  403: "The key may not do this.",
  429: "The key is used more often than it may be.",
  503: "Whether the key is valid can't be told now. Try again.",
};

/**
 * What a caller is answered whose key is refused (RFC 9457 §3, RFC 6750 §3). `shown`: the request
 * carried a key at all.
 */
export function refusalOf(
  verdict: Invalid,
  asked: { realm: string; shown: boolean; permissions: readonly string[] },
): Answer {
  const { code, requestId, rateLimits = [], retryAfterMs } = verdict;
  const status = statusOf(code);
  const headers: Record<string, string> = {
    "content-type": "application/problem+json",
    "cache-control": "no-store",
  };
  const challenge = challengeOf(status, asked);
  if (challenge) headers["www-authenticate"] = challenge;
  if (status === 429) Object.assign(headers, rateLimitHeaders(rateLimits));
  if (status === 429 || status === 503)
    headers["retry-after"] = String(Math.max(1, Math.ceil((retryAfterMs ?? 0) / 1000)));
  const body = JSON.stringify({
    type: "about:blank",
    title: titles[status],
    status,
    detail: words[status],
    code,
    ...(requestId !== undefined && { requestId }),
  });
  return { status, headers, body };
}

const quoted = (text: string) => `"${text.replace(/[^\x20-\x7e]/g, "").replace(/["\\]/g, "\\$&")}"`;

function challengeOf(
  status: number,
  { realm, shown, permissions }: { realm: string; shown: boolean; permissions: readonly string[] },
): string | null {
  if (status !== 401 && status !== 403) return null;
  const parts = [`Bearer realm=${quoted(realm)}`];
  if (status === 403) {
    parts.push('error="insufficient_scope"');
    if (permissions.length > 0) parts.push(`scope=${quoted(permissions.join(" "))}`);
  } else if (shown) parts.push('error="invalid_token"');
  return parts.join(", ");
}

/** draft-ietf-httpapi-ratelimit-headers-10 §3 and §4. */
function rateLimitHeaders(limits: readonly RateLimit[]): Record<string, string> {
  if (limits.length === 0) return {};
  const seconds = (time: string) =>
    Math.max(0, Math.ceil((Date.parse(time) - Date.now()) / 1000)) || 0;
  return {
    "ratelimit-policy": limits.map(({ name, limit }) => `${quoted(name)};q=${limit}`).join(", "),
    ratelimit: limits
      .map(({ name, remaining, resetAt }) => `${quoted(name)};r=${remaining};t=${seconds(resetAt)}`)
      .join(", "),
  };
}
