import { BlockList } from "node:net";
import fc from "fast-check";
import { expect, test } from "vitest";
import { normalAddress } from "@/lib/forwarding";
import { normalNetwork } from "@/lib/keys/networks";
import { Networks } from "./networks";

/** Few bits differ, so that addresses often lie in networks. */
const byte = fc.constantFrom(0, 1, 10, 127, 128, 192, 255);
const v4 = fc.tuple(byte, byte, byte, byte).map((bytes) => bytes.join("."));
const group = fc.constantFrom("0", "1", "8000", "ffff", "2001", "db8");
const v6 = fc.array(group, { minLength: 8, maxLength: 8 }).map((groups) => groups.join(":"));
const network = fc.oneof(
  fc.tuple(v4, fc.nat(32)).map(([address, bits]) => `${address}/${bits}`),
  fc.tuple(v6, fc.nat(128)).map(([address, bits]) => `${address}/${bits}`),
);
const normal = (text: string) => normalNetwork(text) ?? "";

test("an address lies in networks where Node's own list says so", () => {
  let inside = 0;
  fc.assert(
    fc.property(fc.array(network, { maxLength: 6 }), fc.oneof(v4, v6), (texts, text) => {
      const address = normalAddress(text) ?? "";
      const list = texts.map(normal);
      const oracle = new BlockList();
      const familyOf = (text: string) => (text.includes(":") ? "ipv6" : "ipv4");
      const family = familyOf(address);
      // Of other families it would count ::/96 and the like.
      for (const one of list.filter((text) => familyOf(text) === family)) {
        const [first = "", bits] = one.split("/");
        oracle.addSubnet(first, Number(bits), family);
      }
      const expected = oracle.check(address, family);
      if (expected) inside++;
      expect(new Networks(list).has(address)).toBe(expected);
    }),
    { numRuns: 5_000 },
  );
  expect(inside).toBeGreaterThan(300);
});

test.each([
  ["203.0.113.0/24", "203.0.113.255", true],
  ["203.0.113.0/24", "203.0.114.0", false],
  ["203.0.113.7/32", "203.0.113.7", true],
  ["203.0.113.7/32", "203.0.113.6", false],
  ["128.0.0.0/1", "255.255.255.255", true],
  ["128.0.0.0/1", "127.255.255.255", false],
  ["0.0.0.0/0", "198.51.100.1", true],
  ["0.0.0.0/0", "2001:db8::1", false],
  ["::/0", "2001:db8::1", true],
  ["::/0", "198.51.100.1", false],
  ["2001:db8::/33", "2001:db8:7fff::1", true],
  ["2001:db8::/33", "2001:db8:8000::1", false],
  ["2001:db8::1/128", "2001:db8::1", true],
  ["2001:db8::1/128", "2001:db8::2", false],
  ["::ffff:203.0.113.0/120", "203.0.113.9", true],
  ["203.0.113.0/24", "::ffff:203.0.113.9", true],
])("in %s lies %s: %s", (network, text, expected) => {
  expect(new Networks([normal(network)]).has(normalAddress(text) ?? "")).toBe(expected);
});

test("no network holds an address, and none holds what is no address", () => {
  expect(new Networks([]).has("203.0.113.7")).toBe(false);
  const all = new Networks(["0.0.0.0/0", "::/0"]);
  for (const junk of [
    "",
    "1.2.3",
    "1.2.3.4.5",
    "1.2.3.256",
    "1..2.3",
    "1.2.3.",
    "localhost",
    ":",
  ]) {
    expect([junk, all.has(junk)]).toEqual([junk, false]);
  }
});

test("the same list is written the same, for those who keep one copy", () => {
  const list = ["203.0.113.0/24"];
  expect(JSON.stringify(new Networks(list))).toBe('{"list":["203.0.113.0/24"]}');
});
