import { expect, test } from "vitest";
import { clientAddress, trustOf } from "./forwarding";

const trusted = trustOf(["10.0.0.0/8", "192.0.2.1", "fd00::/8"]);

test.each([
  ["nobody between", "203.0.113.7", undefined, "203.0.113.7"],
  ["a caller's own claim", "203.0.113.7", "1.1.1.1", "203.0.113.7"],
  ["one trusted proxy", "10.0.0.1", "203.0.113.7", "203.0.113.7"],
  ["a claim in front of the true address", "10.0.0.1", "1.1.1.1, 203.0.113.7", "203.0.113.7"],
  ["two trusted proxies", "10.0.0.1", "203.0.113.7, 192.0.2.1", "203.0.113.7"],
  ["a trusted proxy that forwarded nothing", "10.0.0.1", undefined, "10.0.0.1"],
  ["only trusted addresses", "10.0.0.1", "10.0.0.2", "10.0.0.2"],
  ["garbage", "10.0.0.1", "203.0.113.7, unknown", "10.0.0.1"],
  ["IPv4 in IPv6", "::ffff:10.0.0.1", "::ffff:203.0.113.7", "203.0.113.7"],
  ["IPv6", "fd00::1", "2001:DB8::7", "2001:db8::7"],
  ["no socket any more", undefined, "1.1.1.1", null],
])("%s", (_, peer, forwardedFor, expected) => {
  expect(clientAddress(peer, forwardedFor, trusted)).toBe(expected);
});
