import fc from "fast-check";
import { expect, test } from "vitest";
import { baseUrlField } from "./base-url";
import { parseBaseUrl } from "./parse-base-url";

test.each([
  ["https://crm.example", "https://crm.example"],
  ["https://crm.example/", "https://crm.example"],
  ["HTTPS://CRM.Example:443/a/../b?x=1", "https://crm.example/b?x=1"],
  ["https://crm.example:8443/api/", "https://crm.example:8443/api/"],
  ["https://bücher.example", "https://xn--bcher-kva.example"],
  ["https://[2001:db8::1]/x", "https://[2001:db8::1]/x"],
  ["https://crm.example/@me", "https://crm.example/@me"],
  ["http://localhost:3000", "http://localhost:3000"],
  ["http://127.0.0.1:8080/x", "http://127.0.0.1:8080/x"],
  ["http://[::1]:8080", "http://[::1]:8080"],
])("%s is kept as %s", (text, kept) => {
  expect(parseBaseUrl(text)).toEqual({ url: kept });
});

test.each([
  ["", "Enter an address"],
  ["crm.example", "Begin with https://"],
  ["javascript:alert(1)", "Begin with https://"],
  ["data:text/html,x", "Begin with https://"],
  ["ftp://crm.example", "Begin with https://"],
  ["https:crm.example", "Begin with https://"],
  ["https:///crm.example", "Begin with https://"],
  ["https:\\\\crm.example", "Begin with https://"],
  ["https://crm.example\\@evil.example", "Begin with https://"],
  ["http://crm.example", "Use https"],
  ["http://localhost.evil.example", "Use https"],
  ["http://127.0.0.2", "Use https"],
  ["https://user:secret@crm.example", "user name and password"],
  ["https://user@crm.example", "user name and password"],
  ["https://@crm.example", "user name and password"],
  ["https://crm.example/#", "from # on"],
  ["https://crm.example#top", "from # on"],
  [" https://crm.example", "No spaces"],
  ["https://crm.example ", "No spaces"],
  ["https://crm .example", "No spaces"],
  ["java\nscript:alert(1)", "No spaces"],
  ["https://crm.example/\u0000", "No spaces"],
  ["https://crm.example/\u202egnp", "No spaces"],
  ["https://crm.example/\ud800", "No spaces"],
  ["https://crm.example:99999", "Not an address"],
  ["https://%", "Not an address"],
  [`https://crm.example/${"a".repeat(2000)}`, "At most 2000"],
  [`https://crm.example/${"ä".repeat(1000)}`, "At most 2000"],
])("%j is refused", (text, words) => {
  expect(parseBaseUrl(text)).toEqual({ problem: expect.stringContaining(words) });
});

test("what is kept is kept the same a second time, and is https or this machine", () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.webUrl(),
        fc.string(),
        fc.string().map((s) => `https://${s}`),
      ),
      (text) => {
        const result = parseBaseUrl(text);
        if (!("url" in result)) return;
        expect(parseBaseUrl(result.url)).toEqual(result);
        const url = new URL(result.url);
        expect([url.username, url.password, url.hash]).toEqual(["", "", ""]);
        const local = ["localhost", "127.0.0.1", "[::1]"].includes(url.hostname);
        expect(url.protocol === "https:" || local).toBe(true);
      },
    ),
    { numRuns: 5000 },
  );
});

test("a field says at once what is wrong, whatever the type", () => {
  for (const value of [undefined, null, 1, {}, ["https://crm.example"]]) {
    expect(baseUrlField().safeParse(value).success).toBe(false);
  }
  expect(baseUrlField().parse("https://crm.example/")).toBe("https://crm.example");
});
