import { describe, expect, test } from "vitest";
import { cleanHeaders, clientAddress } from "./forwarding";

const trusted = ["10.0.0.0/8", "192.0.2.7", "2001:db8::/32"];

describe("the client's address", () => {
  test.each([
    ["the socket's, whatever a stranger claims", "203.0.113.9", "1.2.3.4", "203.0.113.9"],
    ["an IPv4 one in its plain form", "::ffff:203.0.113.9", undefined, "203.0.113.9"],
    ["what a trusted proxy says", "10.1.2.3", "198.51.100.4", "198.51.100.4"],
    ["also of a proxy named alone", "::ffff:192.0.2.7", "198.51.100.4", "198.51.100.4"],
    ["also over IPv6", "2001:db8::1", "[2001:470::5]:443", "2001:470::5"],
    [
      "the rightmost that is not a proxy",
      "10.0.0.1",
      "6.6.6.6, 198.51.100.4, 10.9.9.9",
      "198.51.100.4",
    ],
    ["without its port", "10.0.0.1", "198.51.100.4:55123", "198.51.100.4"],
    ["the outermost proxy's where all are trusted", "10.0.0.1", "10.0.0.3, 10.0.0.2", "10.0.0.3"],
    ["the proxy's where the entry is junk", "10.0.0.1", "6.6.6.6, unknown", "10.0.0.1"],
    ["the proxy's where the entry is a number", "10.0.0.1", "3221226219", "10.0.0.1"],
    ["the proxy's where nothing came", "10.0.0.1", undefined, "10.0.0.1"],
    ["never empty", undefined, "6.6.6.6", "0.0.0.0"],
  ])("is %s", (_, peer, header, expected) => {
    expect(clientAddress({ peer, trusted }, header)).toBe(expected);
  });
});

test("headers that only this process may write are replaced or dropped, others are kept", () => {
  const headers: Record<string, string> = {
    host: "evil.example",
    forwarded: "for=6.6.6.6",
    "x-forwarded-for": "6.6.6.6",
    "x-forwarded-host": "evil.example",
    "x-forwarded-port": "1",
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
  cleanHeaders(headers, { peer: "203.0.113.9", trusted: [], publicUrl, requestId: "req_1" });
  expect(headers).toEqual({
    host: "portal.example:8443",
    "x-forwarded-for": "203.0.113.9",
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
