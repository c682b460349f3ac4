import { describe, expect, test } from "vitest";
import { clientAddress, trustOf } from "./forwarding";

const trusted = trustOf(["10.0.0.0/8", "192.0.2.7", "2001:db8::/32"]);

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
    ["unknown where the socket is gone", undefined, "6.6.6.6", null],
    ["the proxy's where the entry is abbreviated", "10.0.0.1", "203.7", "10.0.0.1"],
  ])("is %s", (_, peer, header, expected) => {
    expect(clientAddress(peer, header, trusted)).toBe(expected);
  });
});
