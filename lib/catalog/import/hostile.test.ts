import { expect, test } from "vitest";
import { importTold } from "./import-told";
import { readDocument } from "./read-document";

const read = (document: Record<string, unknown>) => readDocument({ openapi: "3.1.0", ...document });

const numbered = <T>(count: number, one: (n: number) => [string, T]): Record<string, T> =>
  Object.fromEntries(Array.from({ length: count }, (_, n) => one(n)));

function timed<T>(work: () => T): T {
  const start = performance.now();
  const done = work();
  expect(performance.now() - start).toBeLessThan(1500);
  return done;
}

test("thousands of references to one large path item are read in time", () => {
  const item = { ...numbered(10_000, (n) => [`junk${n}`, {}]), get: {} };
  const paths = numbered(2000, (n) => [`/p${n}`, { $ref: "#/components/pathItems/item" }]);
  const wanted = timed(() => read({ components: { pathItems: { item } }, paths }));
  expect(wanted.endpoints).toHaveLength(2000);
});

test("paths of many segments with a parameter within literals are read in time", () => {
  const segments = Array.from({ length: 68 }, (_, n) => `a{p${n}}`);
  const mixed = numbered(100, (n) => {
    const own = segments.map((it, i) =>
      i === n % 68 ? `${it.slice(1)}${n < 68 ? "a" : "b"}` : it,
    );
    return [`/${own.join("/")}`, { get: {} }];
  });
  const { endpoints, skipped } = timed(() => read({ paths: mixed }));
  expect(endpoints.length + skipped.length).toBe(100);
});

test("too many similar paths are refused in words", () => {
  const tail = "/s".repeat(200);
  const paths = numbered(5000, (n) => {
    const number = String(n % 100).padStart(2, "0");
    return [`/${Math.floor(n / 100)}/{x}${number}${tail}`, { get: {} }];
  });
  expect(() => timed(() => read({ paths }))).toThrow(/too many similar paths/);
});

test("paths that begin with the same parameter within a literal are no rivals", () => {
  const paths = numbered(300, (n) => [`/v{version}/orders${n}`, { get: {} }]);
  expect(read({ paths })).toMatchObject({ skipped: [] });
});

test("many paths are refused even if they say nothing", () => {
  expect(() => read({ paths: numbered(5001, (n) => [`/p${n}`, {}]) })).toThrow(/5000 paths/);
});

test("many scopes of many schemes are read in time", () => {
  const securitySchemes = numbered(5000, (n) => [`s${n}`, { type: "oauth2" }]);
  const requirement = numbered(5000, (n) => [`s${n}`, [`r${n}:read`]]);
  const operation = { security: Array(20).fill(requirement) };
  const paths = numbered(2000, (n) => [`/p${n}`, { get: operation }]);
  const { endpoints } = timed(() => read({ components: { securitySchemes }, paths }));
  expect(endpoints[1999]).toMatchObject({ permission: "r0:read", declared: true });
});

test("a scheme of many scopes that many others refer to is read in time", () => {
  const scopes = numbered(5000, (n) => [`r${n}:read`, "Text. ".repeat(50)]);
  const login = { type: "oauth2", flows: { x: { scopes } } };
  const reference = { $ref: "#/components/securitySchemes/login" };
  const securitySchemes = { login, ...numbered(10_000, (n) => [`s${n}`, reference]) };
  const paths = { "/a": { get: { security: [{ s9: ["r7:read"] }] } } };
  const wanted = timed(() => read({ components: { securitySchemes }, paths }));
  expect(wanted.permissions.get("r7:read")).toMatch(/^Text/);
});

test("a long text of thousands of operations is read in time", () => {
  const operation = { summary: "a \u200b".repeat(7000) };
  const item = { get: operation, put: operation, post: operation, patch: operation };
  const paths = numbered(1200, (n) => [`/p${n}`, { $ref: "#/x-item" }]);
  expect(timed(() => read({ "x-item": item, paths })).endpoints).toHaveLength(4800);
});

test("an audit event names what requires another permission first", () => {
  const changed = Array.from({ length: 60 }, (_, n) => ({
    kind: "permission" as const,
    id: `prm_${n}` as const,
    name: `p:${n}`,
    before: { description: "" },
    after: { description: "Said." },
  }));
  const endpoint = {
    kind: "endpoint" as const,
    id: "end_1" as const,
    name: "GET /orders",
    method: "GET" as const,
    before: { permission: "a:b" },
    after: { permission: "a:c" },
  };
  const none = { added: [], removed: [], kept: [], affectedGrants: [], skipped: [] };
  const plan = {
    ...none,
    changed: [...changed, endpoint],
    unchanged: { endpoints: 0, permissions: 0 },
  };
  const wish = { document: "", dryRun: false, prefix: "", remove: true, removeGrants: false };
  const told = importTold(plan, read({}), wish);
  expect(told).toMatchObject({ changed: { count: 61, first: { 0: { name: "GET /orders" } } } });
});
