import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ambiguous } from "@/lib/catalog/segments";
import { type EndpointId, newId } from "@/lib/ids";
import { type Endpoint, Matcher } from "./matcher";
import { naively } from "./testing/naive-matcher";

const endpoint = (text: string): Endpoint => {
  const [method = "", path = ""] = text.split(" ");
  return { id: newId("end"), method, path, permission: null };
};
const matcherOf = (...texts: string[]) => new Matcher(texts.map(endpoint));

const shop = matcherOf(
  "GET /",
  "GET /orders",
  "POST /orders",
  "GET /orders/{orderId}",
  "GET /orders/latest",
  "POST /orders/{orderId}:cancel",
  "POST /orders/{orderId}:force-cancel",
  "POST /orders/{orderId}",
  "GET /orders/{orderId}/items/{itemId}",
  "GET /orders/latest/items",
  "GET /reports/report.{format}",
  "GET /reports/{name}",
  "GET /files/{path*}",
  "GET /files/public/{name}",
  "HEAD /reports/{name}",
  "GET /caf%C3%A9/{id}",
  "GET /users/~me",
);

describe("a path is matched", () => {
  test.each([
    ["GET", "/", "/"],
    ["GET", "/?page=2", "/"],
    ["GET", "/orders", "/orders"],
    ["GET", "/orders/", "/orders"],
    ["GET", "/orders?a=/../b", "/orders"],
    ["get", "/orders/42", "/orders/{orderId}"],
    ["GET", "/orders/latest", "/orders/latest"],
    ["GET", "/orders/lat%65st", "/orders/latest"],
    ["GET", "/orders/Latest", "/orders/{orderId}"],
    ["GET", "/orders/%4", null],
    ["POST", "/orders/42:cancel", "/orders/{orderId}:cancel"],
    ["POST", "/orders/42%3Acancel", "/orders/{orderId}:cancel"],
    ["POST", "/orders/42%3acancel", "/orders/{orderId}:cancel"],
    ["POST", "/orders/:cancel", "/orders/{orderId}"],
    ["POST", "/orders/42:force-cancel", "/orders/{orderId}:force-cancel"],
    ["POST", "/orders/42:Cancel", "/orders/{orderId}"],
    ["GET", "/orders/latest/items", "/orders/latest/items"],
    ["GET", "/orders/latest/items/7", "/orders/{orderId}/items/{itemId}"],
    ["GET", "/orders/latest/items/7/x", null],
    ["GET", "/reports/report.csv", "/reports/report.{format}"],
    ["GET", "/reports/report.", "/reports/{name}"],
    ["GET", "/files", null],
    ["GET", "/files/", null],
    ["GET", "/files/a", "/files/{path*}"],
    ["GET", "/files/a/b/c", "/files/{path*}"],
    ["GET", "/files/public/a", "/files/public/{name}"],
    ["GET", "/files/public/a/b", "/files/{path*}"],
    ["GET", "/files/public", "/files/{path*}"],
    ["HEAD", "/reports/a", "/reports/{name}"],
    ["HEAD", "/orders/42", "/orders/{orderId}"],
    ["DELETE", "/orders/42", null],
    ["GET", "/caf%c3%a9/1", "/caf%C3%A9/{id}"],
    ["GET", "/caf%C3%A9/1", "/caf%C3%A9/{id}"],
    ["GET", "/users/%7Eme", "/users/~me"],
    ["GET", "/orders/a[1]|^", "/orders/{orderId}"],
    ["GET", "/nothing", null],
    ["__proto__", "/orders", null],
    ["GET", "/__proto__", null],
  ])("%s %s: %s", (method, path, template) => {
    expect(shop.match(method, path)?.path ?? null).toBe(template);
  });

  test.each([
    "",
    "orders",
    "*",
    "http://x.example/orders",
    "//orders",
    "/orders//",
    "/orders//42",
    "//",
    "/orders/.",
    "/orders/..",
    "/orders/./latest",
    "/files/../orders/latest",
    "/files/%2e%2e/orders/latest",
    "/files/.%2E/orders/latest",
    "/files/a%2Fb",
    "/files/a%2fb",
    "/files/..%2Forders",
    "/files/a%5Cb",
    "/files/a\\b",
    "/files/..\\orders",
    "/files/a%00",
    "/files/a%0d%0aX",
    "/files/a%7F",
    "/files/a\u0000",
    "/files/a b",
    "/files/a\n",
    "/files/..;/orders/latest",
    "/orders/latest;v=1",
    "/orders/latest%3Bv=1",
    "/orders/latest#top",
    "/files/é",
    "/files/a%",
    "/files/a%zz",
    "/files/%C0%AE%C0%AE",
    "/files/a%FF",
    "/files/a%252Fb",
    "/files/%252e%252e/orders",
    "/files/a%2500",
  ])("but not %j: servers differ in what they make of it", (path) => {
    expect(shop.match("GET", path)).toBeNull();
    expect(shop.methodsFor(path)).toEqual([]);
  });

  test("of a path the methods are told", () => {
    expect(shop.methodsFor("/orders/42:cancel")).toEqual(["GET", "POST"]);
    expect(shop.methodsFor("/nothing")).toEqual([]);
  });
});

test("what would keep a gate busy for long matches nothing", () => {
  const forks = Array.from({ length: 12 }, (_, i) => [`{a${i}}x`, `x{a${i}}`] as const);
  const endpoints = Array.from({ length: 4096 }, (_, n): Endpoint => {
    const first = forks.map((fork, i) => fork[(n >> i) & 1]).join("/");
    const path = `/${first}/${Array.from({ length: 55 }, (_, i) => `{b${i}}`).join("/")}/end`;
    return { id: "end_x" as EndpointId, method: "GET", path, permission: null };
  });
  const contrived = new Matcher(endpoints);
  const path = `${"/xyx".repeat(67)}/nope`;
  contrived.match("GET", path);
  const began = process.cpuUsage();
  for (let i = 0; i < 10; i++) expect(contrived.match("GET", path)).toBeNull();
  expect(process.cpuUsage(began).user / 10).toBeLessThan(5_000);
});

const letter = fc.constantFrom("a", "b", "ab", "ba", "a:b", "~", "%C3%A9");
const part = fc.array(letter, { maxLength: 2 }).map((letters) => letters.join(""));
const segment = fc.oneof(
  { weight: 4, arbitrary: part.filter((text) => text !== "") },
  { weight: 3, arbitrary: fc.tuple(part, part).map(([a, b]) => `${a}{x}${b}`) },
  { weight: 3, arbitrary: fc.constant("{x}") },
);
const template = fc
  .tuple(fc.array(segment, { maxLength: 3 }), fc.boolean())
  .map(([segments, rest]) => `/${[...segments, ...(rest ? ["{x*}"] : [])].join("/")}`);
const endpointArbitrary = fc
  .tuple(fc.constantFrom("GET", "HEAD", "POST"), template)
  .map(
    ([method, path]): Endpoint => ({ id: "end_x" as EndpointId, method, path, permission: null }),
  );

/** Endpoints as they can be saved one after the other. */
const catalogue = fc
  .array(endpointArbitrary, { maxLength: 12 })
  .map((all) =>
    all.filter(
      (each, i) =>
        !all.slice(0, i).some((o) => o.method === each.method && ambiguous(o.path, each.path)),
    ),
  );

const asked = fc.oneof(
  { weight: 12, arbitrary: letter },
  fc.constantFrom("%61", "%c3%a9", "%7E", "%3A", "%3a", "a:", ":b", ".", "..", "%2e", ".%2E"),
  fc.constantFrom("", "%2F", "%2f", "%5c", "\\", ";", "%3B", "%00", "%", "%4", "[", "é", " ", "#"),
);
const path = fc
  .tuple(
    fc.array(fc.array(asked, { minLength: 1, maxLength: 2 }), { maxLength: 4 }),
    fc.constantFrom("", "", "", "/", "?a=/b"),
  )
  .map(([segments, end]) => `/${segments.map((each) => each.join("")).join("/")}${end}`);
const question = fc.tuple(fc.constantFrom("GET", "HEAD", "POST", "PUT"), path);

test("the compiled matcher never differs from the rule", () => {
  const cases = Number(process.env.MATCHER_CASES ?? 40_000);
  const each = 50;
  let [compared, matched] = [0, 0];
  fc.assert(
    fc.property(
      catalogue,
      fc.array(question, { minLength: each, maxLength: each }),
      (endpoints, questions) => {
        const matcher = new Matcher(endpoints);
        for (const [method, target] of questions) {
          const expected = naively(endpoints, method, target);
          const found = matcher.match(method, target);
          if (found !== expected) {
            throw new Error(`${method} ${target}: ${found?.path}, by the rule ${expected?.path}`);
          }
          compared++;
          if (expected) matched++;
        }
      },
    ),
    { numRuns: Math.ceil(cases / each) },
  );
  console.log(`${compared} paths compared, ${matched} matched, no divergence`);
  expect(matched).toBeGreaterThan(compared / 10);
}, 600_000);

test("a hit among 5,000 endpoints takes microseconds", () => {
  const { matcher, targets } = thousands();
  const ask = (rounds: number) => {
    let hits = 0;
    for (let i = 0; i < rounds; i++) {
      for (const target of targets) if (matcher.match("GET", target) !== null) hits++;
    }
    return hits;
  };
  ask(200);
  const began = process.cpuUsage();
  const hits = ask(500);
  const { user, system } = process.cpuUsage(began);
  const micros = (user + system) / (500 * targets.length);
  console.log(`a hit among 5,000 endpoints: ${(micros * 1000).toFixed(0)} ns`);
  expect(hits).toBe(500 * targets.length);
  expect(micros).toBeLessThan(10);
});

function thousands() {
  const texts = Array.from({ length: 1_000 }, (_, i) => [
    `GET /v1/things-${i}`,
    `GET /v1/things-${i}/{id}`,
    `GET /v1/things-${i}/{id}:check`,
    `GET /v1/things-${i}/{id}/parts/{partId}`,
    `GET /v1/things-${i}/files/{path*}`,
  ]).flat();
  const targets = Array.from({ length: 1_000 }, (_, i) => [
    `/v1/things-${i}/4711`,
    `/v1/things-${i}/4711/parts/42`,
  ]).flat();
  return { matcher: matcherOf(...texts), targets };
}
