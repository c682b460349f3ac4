import { randomBytes } from "node:crypto";

export type Page = { secure: boolean; dev: boolean };

export const newNonce = () => randomBytes(16).toString("base64");

/** The content security policy of one answer. Next reads the nonce from it. */
export function contentSecurityPolicy(nonce: string, { secure, dev }: Page): string {
  const directives = [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${dev ? " 'unsafe-eval'" : ""}`,
    `style-src 'self' ${dev ? "'unsafe-inline'" : `'nonce-${nonce}'`}`,
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self'",
    `connect-src 'self'${dev ? " ws:" : ""}`,
    "object-src 'none'",
    "base-uri 'none'",
    "frame-src 'none'",
    "frame-ancestors 'none'",
    "form-action 'self'",
  ];
  if (secure) directives.push("upgrade-insecure-requests");
  return directives.join("; ");
}

/** What every answer carries, also errors, files and refusals. */
export function securityHeaders(policy: string, { secure }: Page): Record<string, string> {
  return {
    "content-security-policy": policy,
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy":
      "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()",
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    ...(secure && { "strict-transport-security": "max-age=63072000; includeSubDomains" }),
  };
}

/**
 * Only files whose names change with their content may be kept; icons for a day, what clients
 * discover for some minutes, what an organization publishes as its route has `said`.
 */
export function cacheControl(
  path: string,
  status: number,
  said?: number | string | string[],
): string {
  if (status === 200 || status === 206 || status === 304) {
    if (path.startsWith("/_next/static/")) return "public, max-age=31536000, immutable";
    if (path.startsWith("/.well-known/oauth-authorization-server/")) return "public, max-age=300";
    if (path.startsWith("/o/") && said !== undefined) return String(said);
    if (path === "/openapi.json") return "public, max-age=300";
    if (/^\/(favicon\.ico|(apple-)?icon[^/]*)$/.test(path)) return "public, max-age=86400";
  }
  return "no-store";
}
