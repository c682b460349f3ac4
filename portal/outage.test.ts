import { expect, test } from "vitest";
import { asksForPage, outagePage } from "./outage";

const html = { accept: "text/html,application/xhtml+xml" };

test.each([
  ["GET", "/acme/keys", html, true],
  ["HEAD", "/sign-in", html, true],
  ["GET", "/acme/keys", { rsc: "1", accept: "*/*" }, true],
  ["GET", "/acme/keys/key_1/last-used", { accept: "*/*" }, false],
  ["POST", "/acme/keys", html, false],
  ["GET", "/v1/keys", html, false],
  ["GET", "/v1", html, false],
  ["GET", "/v1x", html, true],
  ["GET", "/_next/static/a.js", html, false],
  ["GET", "/api/auth/session", html, false],
  ["GET", "/docs/errors", html, false],
  ["GET", "/o/acme/jwks.json", html, false],
])("%s %s %o: %s", (method, path, headers, asked) => {
  expect(asksForPage(method, path, headers)).toBe(asked);
});

test("the page says what is wrong, whom to tell and how to go on", () => {
  const { status, headers, body } = outagePage("req_1", "bm9uY2U=");
  expect([status, headers["retry-after"]]).toEqual([503, "2"]);
  expect(body).toContain("The database does not answer");
  expect(body).toContain("req_1");
  expect(body).toContain('<a href="">Try again</a>');
  expect(body).toContain('<style nonce="bm9uY2U=">');
});
