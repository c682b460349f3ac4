import fc from "fast-check";
import ipaddr from "ipaddr.js";
import { expect, test } from "vitest";
import { areWithin, networksField, normalNetwork } from "./networks";

const octet = fc.integer({ min: 0, max: 255 });
const four = fc.array(octet, { minLength: 4, maxLength: 4 });
const sixteen = fc.array(octet, { minLength: 16, maxLength: 16 });
const mapped = four.map((bytes) => [...Array(10).fill(0), 255, 255, ...bytes]);

const network = fc.oneof(
  fc.tuple(four, fc.integer({ min: 0, max: 32 })),
  fc.tuple(fc.oneof(sixteen, mapped), fc.integer({ min: 0, max: 128 })),
);
const written = ([bytes, length]: [number[], number]) =>
  `${ipaddr.fromByteArray(bytes).toString()}/${length}`;

test("networks are kept in one form", () => {
  for (const [text, kept] of [
    ["203.0.113.7", "203.0.113.7/32"],
    ["203.0.113.7/24", "203.0.113.0/24"],
    ["10.255.255.255/9", "10.128.0.0/9"],
    ["0.0.0.0/0", "0.0.0.0/0"],
    ["1.2.3.4/0", "0.0.0.0/0"],
    ["2001:DB8::1", "2001:db8::1/128"],
    ["2001:db8:0:0:1::/48", "2001:db8::/48"],
    ["::/0", "::/0"],
    ["::ffff:203.0.113.7", "203.0.113.7/32"],
    ["::ffff:cb00:7107/120", "203.0.113.0/24"],
    ["::ffff:0:0/96", "0.0.0.0/0"],
    ["::ffff:1.2.3.4/95", "::fffe:0:0/95"],
    ["2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1/128"],
  ]) {
    expect([text, normalNetwork(text ?? "")]).toEqual([text, kept]);
  }
});

test("what is no network is refused", () => {
  for (const text of [
    "",
    "/",
    "/24",
    "10.0.0.0/",
    "10.0.0.0/33",
    "10.0.0.0/-1",
    "10.0.0.0/+8",
    "10.0.0.0/08",
    "10.0.0.0/0x8",
    "10.0.0.0/8.0",
    "10.0.0.0/1e1",
    "10.0.0.0/٨",
    "١٠.0.0.0/8",
    "10.0.0.0/8/8",
    "10.0.0.0/255.0.0.0",
    "10.1",
    "0x0a.0.0.1",
    "010.0.0.1",
    "256.0.0.1",
    "167772160",
    "2001:db8::/129",
    "fe80::1%eth0",
    "fe80::%1/64",
    ":::",
    "2001:db8:::1",
    "crm.example",
    "10.0.0.0 /8",
    "10.0.0.0/8,11.0.0.0/8",
  ]) {
    expect([text, normalNetwork(text)]).toEqual([text, null]);
  }
  for (const list of [[], "10.0.0.0/8", [7], [null], Array(51).fill("10.0.0.0/8")]) {
    expect(networksField().safeParse(list).success).toBe(false);
  }
  expect(networksField().safeParse(["10.0.0.0/8", "10.1.2.3/8"]).error?.issues).toMatchObject([
    { message: "Name each network once." },
  ]);
  expect(networksField().parse([" 10.1.2.3/8 "])).toEqual(["10.0.0.0/8"]);
  expect(networksField().parse(null)).toBe(null);
});

test("a restriction to nearly everywhere is refused", () => {
  for (const text of [
    "0.0.0.0/0",
    "128.0.0.0/1",
    "::/0",
    "::ffff:0:0/96",
    "2000::/3",
    "10.0.0.0/7",
  ]) {
    const [issue] = networksField().safeParse([text]).error?.issues ?? [];
    expect([text, issue?.message]).toEqual([text, expect.stringMatching(/^Too large/)]);
  }
  expect(networksField().parse(["10.0.0.0/8", "2001::/16"])).toEqual(["10.0.0.0/8", "2001::/16"]);
});

test("to keep a network anew changes nothing, and it holds every address it was written with", () => {
  fc.assert(
    fc.property(network, (one) => {
      const text = written(one);
      const kept = normalNetwork(text) ?? "";
      expect(normalNetwork(kept)).toBe(kept);
      const [first, length] = ipaddr.parseCIDR(kept);
      const address = ipaddr.process(text.split("/")[0] ?? "");
      const seen = first.kind() === address.kind() ? address : ipaddr.fromByteArray(one[0]);
      expect(seen.match([first, length])).toBe(true);
      expect(areWithin([kept], [kept])).toBe(true);
    }),
  );
});

test("any text is a network or none, and never an error", () => {
  const bit = fc.constantFrom("0", "1", "9", "a", "f", ".", ":", "/", "%", "::", "ffff", " ", "-");
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.array(bit).map((all) => all.join("")),
      ),
      (text) => {
        const kept = normalNetwork(text);
        if (kept !== null) expect(normalNetwork(kept)).toBe(kept);
      },
    ),
  );
});

test("networks lie within others where each of their addresses does", () => {
  expect(areWithin(["10.1.0.0/16"], ["10.0.0.0/8"])).toBe(true);
  expect(areWithin(["10.0.0.0/8"], ["10.1.0.0/16"])).toBe(false);
  expect(areWithin(["10.1.0.0/16", "11.0.0.0/8"], ["10.0.0.0/8"])).toBe(false);
  expect(areWithin(["10.0.0.0/8"], ["::/0"])).toBe(false);
  expect(areWithin(["2001:db8:1::/48"], ["10.0.0.0/8", "2001:db8::/32"])).toBe(true);
  expect(areWithin(["2001:db8::/32"], ["2001:db9::/32"])).toBe(false);
});
