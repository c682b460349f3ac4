import { describe, expect, it } from "vitest";
import { internalPath } from "./internal-path";

const portal = "https://portal.example";

describe("internalPath", () => {
  it.each(["/", "/acme", "/acme/keys?status=active&page=2", "/acme/applications/app_1#settings"])(
    "keeps %s",
    (path) => expect(internalPath(path)).toBe(path),
  );

  it.each([
    "https://evil.example",
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "/.//evil.example",
    "/a/..//evil.example",
    "javascript:alert(1)",
    "data:text/html,x",
    "acme",
    " /acme",
    "",
    "/api/auth/csrf",
    "/v1/keys",
    "/sign-in?next=/acme",
    "https://portal.example.evil.example/acme",
    "https://user@evil.example/",
    "http://portal.example/acme",
    undefined,
    ["/acme"],
    {},
  ])("refuses %j", (target) => {
    expect(internalPath(target)).toBe("/");
    expect(internalPath(target, "/", portal)).toBe("/");
  });

  it("refuses what is too long", () => expect(internalPath(`/${"a".repeat(3000)}`)).toBe("/"));

  it("takes the portal's own address only where it is told it", () => {
    expect(internalPath(`${portal}/acme?x=1`, "/", portal)).toBe("/acme?x=1");
    expect(internalPath(`${portal}/acme`)).toBe("/");
    expect(internalPath(`${portal}//evil.example`, "/", portal)).toBe("/");
  });
});
