import fc from "fast-check";
import { expect, test } from "vitest";
import { familyOf } from "./user-agent";

const webkit = "AppleWebKit/537.36 (KHTML, like Gecko)";

test.each([
  ["Mozilla/5.0 (X11; Linux x86_64; rv:126.0) Gecko/20100101 Firefox/126.0", "Firefox"],
  [`Mozilla/5.0 (Windows NT 10.0; Win64) ${webkit} Chrome/124.0.0.0 Safari/537.36`, "Chrome"],
  [
    `Mozilla/5.0 (Windows NT 10.0; Win64) ${webkit} Chrome/124.0.0.0 Safari/537.36 Edg/124.0.0.0`,
    "Microsoft Edge",
  ],
  [
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 14_4) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4 Safari/605.1.15",
    "Safari",
  ],
  ["Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", "Googlebot"],
  ["curl/8.5.0", "curl"],
  ["python-requests/2.31.0", "python-requests"],
  ["okhttp/4.12.0", "okhttp"],
  ["Go-http-client/2.0", "Go-http-client"],
  ["PostmanRuntime/7.39.0", "PostmanRuntime"],
  ["axios/1.6.8 (token abc)", "axios"],
  ["Mozilla/5.0 (anna@example.test) Own/1 (x)", "Other"],
  ["Mozilla/5.0", "Other"],
  ["node", "Other"],
  ["anna@example.test/1", "Other"],
  [`${"a".repeat(41)}/1`, "Other"],
  ["", "Other"],
])("%s is %s", (userAgent, family) => {
  expect(familyOf(userAgent)).toBe(family);
  expect(familyOf(userAgent)).toBe(family);
});

test("no text but a product's name or a browser's is told of, whatever is sent", () =>
  fc.assert(
    fc.property(
      fc.constantFrom("", "Mozilla/", "Mozilla/5.0 ", "curl/", "x-1.2/"),
      fc.string({ unit: "binary", maxLength: 500 }),
      (before, after) => {
        const family = familyOf(before + after);
        expect(family).toMatch(/^[A-Za-z0-9][\w.+ ()!'-]{0,39}$/);
        if (before.startsWith("Mozilla"))
          expect(after.includes(family) && family !== "Other").toBe(false);
      },
    ),
  ));
