import { expect, test } from "vitest";
import { crossSiteRefusal } from "./cross-site";

const own = "https://portal.example";
const origins = [
  undefined,
  own,
  "null",
  "https://evil.example",
  "https://portal.example.evil",
  "http://portal.example",
  "https://portal.example:444",
  "%%%",
  "",
];
const sites = [undefined, "same-origin", "none", "same-site", "cross-site", "garbage", ""];
const passing = new Set([
  `${own}|undefined`,
  `${own}|same-origin`,
  `${own}|none`,
  "undefined|same-origin",
  "undefined|none",
]);

const cases = ["POST", "PUT", "PATCH", "DELETE", "OPTIONS"].flatMap((method) =>
  origins.flatMap((origin) => sites.map((site) => [method, origin, site] as const)),
);

const attempt = (method: string, path: string, origin?: string, site?: string) => {
  const headers: Record<string, string> = {};
  if (origin !== undefined) headers.origin = origin;
  if (site !== undefined) headers["sec-fetch-site"] = site;
  return crossSiteRefusal({ method, path, headers }, own);
};

test.each(cases)(
  "%s from origin %s, site %s passes only if it is our own",
  (method, origin, site) => {
    const refused = attempt(method, "/acme/applications", origin, site) !== undefined;
    expect(refused).toBe(!passing.has(`${origin}|${site}`));
  },
);

test("reading is free, and so are the routes that take no cookie", () => {
  expect(attempt("GET", "/acme", "https://evil.example", "cross-site")).toBeUndefined();
  expect(attempt("HEAD", "/acme", "null", "cross-site")).toBeUndefined();
  expect(attempt("POST", "/v1/keys/verify", "https://shop.example", "cross-site")).toBeUndefined();
  expect(attempt("POST", "/v1/keys/verify")).toBeUndefined();
});

test("a path that only looks like one of those is not", () => {
  for (const path of ["/v10/x", "/V1/x", "/api/auth/v1/", "/acme/v1/x"]) {
    expect(attempt("POST", path)).toBeDefined();
  }
});
