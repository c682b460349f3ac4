import fc from "fast-check";
import { expect, test } from "vitest";
import { normalOrigin, originsField } from "./origins";

test("origins are kept as a browser sends them", () => {
  for (const [text, kept] of [
    ["https://crm.example", "https://crm.example"],
    ["HTTPS://CRM.Example:443/", "https://crm.example"],
    ["http://localhost:3000", "http://localhost:3000"],
    ["http://localhost:80", "http://localhost"],
    ["https://bücher.example", "https://xn--bcher-kva.example"],
    ["https://[2001:DB8::1]:8443", "https://[2001:db8::1]:8443"],
    ["https://crm.example:08443", "https://crm.example:8443"],
  ]) {
    expect([text, normalOrigin(text ?? "")]).toEqual([text, kept]);
  }
});

test("what is no origin is refused", () => {
  for (const text of [
    "",
    "null",
    "*",
    "https://*.example",
    "https://%2a.example",
    "crm.example",
    "//crm.example",
    "https:crm.example",
    "https:///crm.example",
    "https://crm.example/path",
    "https://crm.example/?",
    "https://crm.example#",
    "https://a@crm.example",
    "https://crm.example\\x",
    "https://crm .example",
    "https://crm\t.example",
    "https://crm\u200b.example",
    "https://crm.example:65536",
    "https://crm.example:-1",
    "https://crm.example:0x10",
    "https://crm.example:٤٤٣",
    "https://",
    "https://:443",
    "ftp://crm.example",
    "javascript:alert(1)",
    "chrome-extension://abcdef",
  ]) {
    expect([text, normalOrigin(text)]).toEqual([text, null]);
  }
  const long = `https://${"a".repeat(60)}.${"b".repeat(490)}.example`;
  for (const list of [[], "https://a.example", [7], [long], Array(51).fill("https://a.example")]) {
    expect(originsField().safeParse(list).success).toBe(false);
  }
  const twice = ["https://a.example", "https://A.example:443/"];
  expect(originsField().safeParse(twice).error?.issues).toMatchObject([
    { message: "Name each origin once." },
  ]);
});

test("to keep an origin anew changes nothing", () => {
  const host = fc.oneof(
    fc.domain(),
    fc.ipV4(),
    fc.ipV6().map((ip) => `[${ip}]`),
    fc.string(),
  );
  const port = fc.oneof(
    fc.constant(""),
    fc.nat(70_000).map((number) => `:${number}`),
  );
  fc.assert(
    fc.property(fc.constantFrom("https://", "HTTP://", ""), host, port, (scheme, name, tail) => {
      const kept = normalOrigin(scheme + name + tail);
      if (kept === null) return;
      expect(normalOrigin(kept)).toBe(kept);
      expect(kept).toMatch(/^https?:\/\/[\x21-\x7e]+$/);
      expect(kept).toBe(new URL(scheme + name + tail).origin);
    }),
  );
});
