import { expect, test } from "vitest";
import { cacheControl, contentSecurityPolicy, newNonce, securityHeaders } from "./headers";

const live = { secure: true, dev: false };

test("scripts run by nonce only, and nothing else is let in", () => {
  const policy = contentSecurityPolicy("abc", live);
  const directives = Object.fromEntries(
    policy.split("; ").map((d) => [d.split(" ")[0], d.split(" ").slice(1).join(" ")]),
  );
  expect(directives["script-src"]).toBe("'self' 'nonce-abc' 'strict-dynamic'");
  expect(directives["style-src"]).toBe("'self' 'nonce-abc'");
  expect(directives["frame-ancestors"]).toBe("'none'");
  expect(directives["base-uri"]).toBe("'none'");
  expect(directives["object-src"]).toBe("'none'");
  expect(directives["form-action"]).toBe("'self'");
  expect(directives).toHaveProperty("upgrade-insecure-requests");
  expect(policy).not.toContain("unsafe-eval");
});

test("a nonce is 128 random bits, never the same", () => {
  expect(Buffer.from(newNonce(), "base64")).toHaveLength(16);
  expect(new Set(Array.from({ length: 1000 }, newNonce)).size).toBe(1000);
});

test("what only makes sense behind TLS is said only there", () => {
  expect(securityHeaders("p", live)["strict-transport-security"]).toContain("max-age=63072000");
  const plain = { secure: false, dev: false };
  expect(securityHeaders("p", plain)).not.toHaveProperty("strict-transport-security");
  expect(contentSecurityPolicy("abc", plain)).not.toContain("upgrade-insecure-requests");
});

test.each([
  ["/_next/static/chunks/a.js", 200, "public, max-age=31536000, immutable"],
  ["/_next/static/chunks/a.js", 404, "no-store"],
  ["/icon.svg", 200, "public, max-age=86400"],
  ["/acme/icon.svg", 200, "no-store"],
  ["/.well-known/oauth-authorization-server/o/acme", 200, "public, max-age=300"],
  ["/.well-known/oauth-authorization-server/o/acme", 404, "no-store"],
  ["/.well-known/change-password", 200, "no-store"],
  ["/acme/applications", 200, "no-store"],
  ["/sign-in", 200, "no-store"],
])("%s answered with %i is kept: %s", (path, status, expected) => {
  expect(cacheControl(path, status)).toBe(expected);
});

test("what an organization publishes is kept as its route says, and nothing else is", () => {
  const said = "public, max-age=300";
  expect(cacheControl("/o/acme/jwks.json", 200, said)).toBe(said);
  expect(cacheControl("/o/acme/jwks.json", 304, [said])).toBe(said);
  expect(cacheControl("/o/acme/jwks.json", 200)).toBe("no-store");
  expect(cacheControl("/o/acme/jwks.json", 404, said)).toBe("no-store");
  expect(cacheControl("/acme/keys", 200, said)).toBe("no-store");
});
