import { expect, test } from "vitest";
import { cleanHeaders } from "./forwarding";

test("headers that only this process may write are replaced or dropped, others are kept", () => {
  const headers: Record<string, string> = {
    host: "evil.example",
    forwarded: "for=6.6.6.6",
    "x-forwarded-for": "6.6.6.6",
    "x-forwarded-host": "evil.example",
    "x-forwarded-port": "1",
    "x-forwarded-claim": "7.7.7.7",
    "x-forwarded-proto": "gopher",
    "x-real-ip": "6.6.6.6",
    "x-request-id": "mine",
    "x-nonce": "mine",
    "content-security-policy": "script-src 'nonce-mine'",
    "content-security-policy-report-only": "script-src 'nonce-mine'",
    "x-middleware-subrequest": "middleware:middleware",
    "x-middleware-rewrite": "/secret",
    "x-invoke-path": "/secret",
    "x-matched-path": "/secret",
    "x-now-route-matches": "1=secret",
    "x-nextjs-data": "1",
    "next-resume": "1",
    "x-forwarded-method": "GET",
    "x-forwarded-uri": "/orders/42",
    "next-action": "a1",
    "next-router-state-tree": "[]",
    rsc: "1",
    cookie: "a=b",
    authorization: "Bearer x",
  };
  const publicUrl = new URL("https://portal.example:8443");
  cleanHeaders(headers, {
    peer: "203.0.113.9",
    trusted: () => false,
    publicUrl,
    requestId: "req_1",
  });
  expect(headers).toEqual({
    host: "portal.example:8443",
    "x-forwarded-for": "203.0.113.9",
    "x-forwarded-claim": "6.6.6.6",
    "x-forwarded-host": "portal.example:8443",
    "x-forwarded-proto": "https",
    "x-request-id": "req_1",
    "x-forwarded-method": "GET",
    "x-forwarded-uri": "/orders/42",
    "next-action": "a1",
    "next-router-state-tree": "[]",
    rsc: "1",
    cookie: "a=b",
    authorization: "Bearer x",
  });
});
