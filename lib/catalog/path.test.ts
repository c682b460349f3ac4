import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { pathField } from "./path";

const parsed = (value: unknown) => {
  const result = pathField().safeParse(value);
  return result.success ? result.data : null;
};

describe("a path template", () => {
  it.each([
    ["/", "/"],
    ["/orders", "/orders"],
    [" /orders/{orderId} ", "/orders/{orderId}"],
    ["/a/{b}/c/{d_1}", "/a/{b}/c/{d_1}"],
    ["/files/%7euser/%c3%a9", "/files/~user/%C3%A9"],
    ["/v1/orders:batch", "/v1/orders:batch"],
    ["/v1/orders%3abatch", "/v1/orders:batch"],
    ["/orders/{orderId}:cancel", "/orders/{orderId}:cancel"],
    ["/reports/report.{format}", "/reports/report.{format}"],
    ["/a/v{n}.json", "/a/v{n}.json"],
    ["/files/{path*}", "/files/{path*}"],
    ["/{path*}", "/{path*}"],
    [`/${"a".repeat(499)}`, `/${"a".repeat(499)}`],
  ])("accepts %j", (given, kept) => {
    expect(parsed(given)).toBe(kept);
  });

  it.each([
    "",
    "orders",
    "//orders",
    "/orders/",
    "/a//b",
    "/a/../b",
    "/a/./b",
    "/a/%2e%2e/b",
    "/a/%2E",
    "/a%2fb",
    "/a%5cb",
    "/a%00b",
    "/a%7f",
    "/orders?x=1",
    "/orders#top",
    "/orders/{}",
    "/orders/{a}{b}",
    "/orders/{a}-{b}",
    "/orders/{a}b{",
    "/orders/{a*}/b",
    "/orders/x{a*}",
    "/orders/{a*}x",
    "/orders/{*}",
    "/a;b",
    "/a%3Bb",
    "/orders/{a",
    "/orders/a}",
    "/orders/{1a}",
    "/{a}/{a}",
    "/or ders",
    "/or\u0000ders",
    "/ördér",
    "/a\\b",
    "/%zz",
    "/%4",
    `/${"a".repeat(500)}`,
    42,
    null,
    ["/orders"],
  ])("refuses %j", (given) => {
    expect(parsed(given)).toBeNull();
  });

  it("stays as it is when it is parsed again", () => {
    const segment = fc.oneof(
      fc.stringMatching(/^[A-Za-z0-9\-_~%]{1,8}$/),
      fc.stringMatching(/^[a-z:%]{0,2}\{[a-z]{1,6}\*?\}[a-z:%]{0,2}$/),
    );
    fc.assert(
      fc.property(fc.array(segment, { maxLength: 5 }), (segments) => {
        const once = parsed(`/${segments.join("/")}`);
        if (once !== null) expect(parsed(once)).toBe(once);
      }),
    );
  });
});
