import type { Remaining } from "@/lib/verification/services";

/**
 * What is left of each limit, for those that are told to wait
 * (draft-ietf-httpapi-ratelimit-headers-10 §3 and §4).
 */
export function rateLimitHeaders(limits: readonly Remaining[], now: number) {
  const headers: Record<string, string> = {};
  if (limits.length === 0) return headers;
  const seconds = (time: string) => Math.max(0, Math.ceil((Date.parse(time) - now) / 1000));
  headers["ratelimit-policy"] = limits.map(({ name, limit }) => `"${name}";q=${limit}`).join(", ");
  headers.ratelimit = limits
    .map(({ name, remaining, resetAt }) => `"${name}";r=${remaining};t=${seconds(resetAt)}`)
    .join(", ");
  return headers;
}
