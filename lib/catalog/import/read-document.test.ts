import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { AppError } from "@/lib/errors";
import { parseDocument } from "./parse-document";
import { readDocument } from "./read-document";

const read = (document: Record<string, unknown>, prefix?: string) =>
  readDocument({ openapi: "3.1.0", ...document }, prefix);

const ofPaths = (paths: Record<string, unknown>, rest: Record<string, unknown> = {}) =>
  read({ ...rest, paths });

const get = (operation: Record<string, unknown> = {}) => ({ get: operation });

describe("the endpoints of a document", () => {
  it("have method, path, summary and whether they are deprecated", () => {
    const wanted = ofPaths({
      "/orders": {
        summary: "not of an operation",
        parameters: [],
        get: { summary: " List\n orders ", tags: ["Orders"] },
        post: { description: "Create one.\n\nMore of it.", tags: ["Orders"] },
        "x-extension": {},
      },
      "/orders/{orderId}": { delete: { deprecated: true, tags: ["Orders"] } },
      "x-extension": { get: {} },
    });
    expect(wanted.skipped).toEqual([]);
    expect(wanted.endpoints).toEqual([
      {
        method: "GET",
        path: "/orders",
        summary: "List orders",
        deprecated: false,
        permission: "orders:read",
        declared: false,
      },
      {
        method: "POST",
        path: "/orders",
        summary: "Create one.",
        deprecated: false,
        permission: "orders:write",
        declared: false,
      },
      {
        method: "DELETE",
        path: "/orders/{orderId}",
        summary: "",
        deprecated: true,
        permission: "orders:write",
        declared: false,
      },
    ]);
  });

  it("have paths as requests are matched", () => {
    const { endpoints, skipped } = ofPaths({
      "/a/": get(),
      "/b/%7euser": get(),
      "/c/{proxy+}": get(),
      "/d/{id}:cancel": get(),
      "/": get(),
    });
    expect(skipped).toEqual([]);
    expect(endpoints.map(({ path }) => path)).toEqual([
      "/a",
      "/b/~user",
      "/c/{proxy*}",
      "/d/{id}:cancel",
      "/",
    ]);
  });

  it("have the prefix that is asked for", () => {
    const { endpoints } = read({ paths: { "/": get(), "/a/": get() } }, "/v1");
    expect(endpoints.map(({ path }) => path)).toEqual(["/v1", "/v1/a"]);
  });

  it.each([
    ["/a?x=1", /No query/],
    ["a", /Begin with a slash/],
    ["", /Begin with a slash/],
    ["/{a}/{a}", /its own name/],
    ["/{a}-{b}", /At most one parameter/],
    ["/a//b", /No empty segments/],
    ["/a b", /percent-encode/],
    [`/${"a".repeat(600)}`, /At most 500/],
    ["__proto__", /Begin with a slash/],
  ])("leave out %j, with the reason", (path, reason) => {
    const { endpoints, skipped } = ofPaths(JSON.parse(`{${JSON.stringify(path)}:{"get":{}}}`));
    expect(endpoints).toEqual([]);
    expect(skipped).toMatchObject([{ method: "GET", reason: expect.stringMatching(reason) }]);
  });

  it("leave out what can't be told apart, and methods that an endpoint doesn't have", () => {
    const { endpoints, skipped } = ofPaths({
      "/orders/{id}": { get: {}, trace: {}, query: {} },
      "/orders/{orderId}/": { get: {}, put: {} },
      "/files/a{x}": get(),
      "/files/{x}a": get(),
      "/more": { additionalOperations: { PURGE: {} } },
    });
    expect(endpoints.map(({ method, path }) => `${method} ${path}`)).toEqual([
      "GET /orders/{id}",
      "PUT /orders/{orderId}",
      "GET /files/a{x}",
    ]);
    expect(skipped).toMatchObject(
      [
        { method: "TRACE", path: "/orders/{id}" },
        { method: "QUERY", path: "/orders/{id}" },
        { method: "GET", path: "/orders/{orderId}/", reason: /GET \/orders\/\{id\} again/ },
        { method: "GET", path: "/files/{x}a", reason: /both it and GET \/files\/a\{x\}/ },
        { method: "PURGE", path: "/more" },
      ].map((one) => ({ ...one, reason: expect.stringMatching(one.reason ?? /has one of GET/) })),
    );
  });

  it("are found by references within the document only", () => {
    const { endpoints, skipped } = read({
      paths: {
        "/a": { $ref: "#/components/pathItems/shared" },
        "/b": { $ref: "#/paths/~1a", post: {} },
        "/c": { $ref: "#/paths/~1c" },
        "/d": { $ref: "https://other.example/d.yaml" },
        "/e": { $ref: "./e.yaml#/x" },
        "/f": { $ref: "#/nowhere" },
        "/g": { $ref: "#/__proto__/x" },
        "/h": null,
      },
      components: { pathItems: { shared: { get: { summary: "Shared" } } } },
    });
    const told = endpoints.map(({ method, path, summary }) => `${method} ${path} ${summary}`);
    expect(told.sort()).toEqual(["GET /a Shared", "GET /b Shared", "POST /b "]);
    expect(skipped.map(({ path }) => path)).toEqual(["/c", "/d", "/e", "/f", "/g", "/h"]);
    expect(skipped[0]?.reason).toContain("circle");
    expect(skipped[1]?.reason).toContain("another document");
  });

  it("are at most 5000", { timeout: 30_000 }, () => {
    const paths = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, n) => [`/p${n}`, get()]));
    expect(ofPaths(paths(5000)).endpoints).toHaveLength(5000);
    expect(() => ofPaths(paths(5001))).toThrow(AppError);
    const bad = Object.fromEntries(Array.from({ length: 100_000 }, (_, n) => [`p${n}`, get()]));
    expect(() => ofPaths(bad)).toThrow(AppError);
  });
});

describe("the server of a document", () => {
  it.each([
    ["https://api.example.com", "https://api.example.com", ""],
    ["https://api.example.com/v1/", "https://api.example.com/v1/", "/v1"],
    ["/api/v3", "/api/v3", "/api/v3"],
    ["https://{region}.example.com/{base}", "https://eu.example.com/v2", "/v2"],
    ["https://x.example.com/{unknown}", "https://x.example.com/{unknown}", ""],
  ])("%s", (url, shown, path) => {
    const variables = { region: { default: "eu" }, base: { default: "v2" } };
    expect(read({ servers: [{ url, variables }] }).server).toEqual({ url: shown, path });
  });

  it("may be missing or nonsense", () => {
    for (const servers of [undefined, [], [{}], "x", [{ url: "https://" }]]) {
      expect(read({ servers }).server).toBeNull();
    }
  });
});

describe("any document", () => {
  it("is read or refused in words, whatever stands where", () => {
    const names = fc.constantFrom(
      "paths",
      "/a",
      "/{b}",
      "get",
      "post",
      "$ref",
      "#/paths/~1a",
      "tags",
      "name",
      "security",
      "components",
      "securitySchemes",
      "flows",
      "scopes",
      "type",
      "oauth2",
      "servers",
      "url",
      "__proto__",
      "constructor",
      "summary",
      "info",
      "title",
    );
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { depthSize: "small" },
        fc.constantFrom(null, true, 1, "", "oauth2", "#/paths/~1a", "/a"),
        fc.array(tie("value"), { maxLength: 3 }),
        fc.dictionary(names, tie("value"), { maxKeys: 5 }),
      ),
    }));
    fc.assert(
      fc.property(fc.dictionary(names, value), (rest) => {
        try {
          const wanted = readDocument(parseDocument({ ...rest, openapi: "3.0.0" }));
          for (const { permission } of wanted.endpoints) {
            expect(wanted.permissions.has(permission)).toBe(true);
          }
        } catch (error) {
          expect(error).toBeInstanceOf(AppError);
        }
      }),
      { numRuns: 3000 },
    );
  });

  it("of aliases that unfold to billions is read in time", { timeout: 30_000 }, () => {
    const scopes = `[${Array.from({ length: 2000 }, (_, n) => `s${n}`).join(", ")}]`;
    const paths = Array.from({ length: 900 }, (_, n) => `  /p${n}: *item`).join("\n");
    const methods = ["get", "put", "post", "patch", "delete"].map((it) => `${it}: *op`).join(", ");
    const text = `openapi: 3.0.0
x-scopes: &scopes ${scopes}
x-security: &security [${Array(2000).fill("{ login: *scopes }").join(", ")}]
x-op: &op { security: *security }
x-item: &item { ${methods} }
components: { securitySchemes: { login: { type: oauth2 } } }
paths:
${paths}`;
    const start = performance.now();
    expect(readDocument(parseDocument(text)).endpoints).toHaveLength(4500);
    expect(performance.now() - start).toBeLessThan(10_000);
  });
});
