import { beforeAll, expect, test } from "vitest";
import { scopes } from "@/lib/access/rights";
import { testDatabase } from "@/lib/testing/database";
import { largeDocument } from "@/lib/testing/openapi";
import { mintOrganization, mintToken } from "@/lib/testing/organization";
import { auditOf } from "@/lib/testing/trail";
import { type Call, callAs } from "./testing/call";

testDatabase();

let ours: Awaited<ReturnType<typeof mintOrganization>>;
let call: Call;

beforeAll(async () => {
  ours = await mintOrganization();
  call = callAs((await mintToken(ours, scopes)).serviceToken);
});

let made = 0;
async function newApi(): Promise<string> {
  const slug = `api-${++made}`;
  const body = { name: slug, slug, baseUrl: "https://orders.example" };
  return `/v1/apis/${(await call("POST /v1/apis", { body })).json.id}`;
}

const nested = (depth: number): unknown => (depth === 0 ? 1 : { x: nested(depth - 1) });

const filled = (size: number) => {
  const document = { openapi: "3.0.3", paths: { "/a": { get: {} } }, "x-fill": "" };
  const body = { dryRun: true, document };
  document["x-fill"] = "x".repeat(size - JSON.stringify(body).length);
  return body;
};

test("a document of 500 endpoints is looked at and imported in time, as text or as it is", async () => {
  const document = largeDocument(500);
  for (const given of [document, JSON.stringify(document, null, 2)]) {
    const api = await newApi();
    const start = performance.now();
    const seen = await call(`POST ${api}/import`, { body: { document: given, dryRun: true } });
    const looked = performance.now() - start;
    expect(seen.status).toBe(200);
    const { added, skipped, plan } = seen.json;
    expect(added.filter(({ kind }: { kind: string }) => kind === "endpoint")).toHaveLength(500);
    expect(skipped).toEqual([]);
    const done = await call(`POST ${api}/import`, { body: { document: given, plan } });
    expect(done).toMatchObject({ status: 200, json: { applied: true, revision: 2 } });
    expect(done.headers.get("etag")).toBe('"2"');
    expect((await call(`GET ${api}`)).json).toMatchObject({ endpoints: 500 });
    const again = await call(`POST ${api}/import`, { body: { document: given } });
    expect(again.json).toMatchObject({ added: [], changed: [], removed: [], revision: 2 });
    expect(looked).toBeLessThan(2000);
  }
});

test("a body of 5 MiB is taken, also a deeply nested one, and a larger one is not", async () => {
  const api = await newApi();
  const most = 5 * 1024 * 1024;
  expect(await call(`POST ${api}/import`, { body: filled(most) })).toMatchObject({
    status: 200,
    json: { added: [{ name: "GET /a" }, { name: "a:read" }] },
  });
  expect((await call(`POST ${api}/import`, { body: filled(most + 1) })).status).toBe(413);
  const deep = (depth: number) => ({
    dryRun: true,
    document: { openapi: "3.0.3", paths: {}, "x-deep": nested(depth) },
  });
  expect((await call(`POST ${api}/import`, { body: deep(90) })).status).toBe(200);
  expect((await call(`POST ${api}/import`, { body: deep(200) })).status).toBe(400);
  const names = Array.from({ length: 100_000 }, (_, n) => `"k${n}":1`).join(",");
  const wide = `{"dryRun":true,"document":{"openapi":"3.0.3",${names}}}`;
  expect((await call(`POST ${api}/import`, { body: wide })).status).toBe(200);
  const proto = '{"dryRun":true,"document":{"openapi":"3.0.3","__proto__":{"paths":[]}}}';
  expect((await call(`POST ${api}/import`, { body: proto })).status).toBe(400);
});

test("a repeated import is answered as the first one", async () => {
  const api = await newApi();
  const headers = { "idempotency-key": "import-1" };
  const body = { document: largeDocument(5) };
  const first = await call(`POST ${api}/import`, { body, headers });
  expect(first).toMatchObject({ status: 200, json: { applied: true } });
  expect(first.json.added).not.toEqual([]);
  const again = await call(`POST ${api}/import`, { body, headers });
  expect(again).toMatchObject({ status: 200, json: first.json });
  const imported = (await auditOf(ours)).filter(
    ({ action, targetId }) => action === "api.imported" && api.endsWith(targetId ?? ""),
  );
  expect(imported).toHaveLength(1);
});

test("what is wrong is told as a problem", async () => {
  const api = await newApi();
  const told = async (body: unknown, path = api) => {
    const { status, json } = await call(`POST ${path}/import`, { body });
    return [status, json.code, json.errors?.[0]?.path];
  };
  expect(await told({})).toEqual([422, "INVALID", "document"]);
  expect(await told({ document: "swagger: '2.0'" })).toEqual([422, "INVALID", "document"]);
  expect(await told({ url: "http://169.254.169.254/" })).toEqual([422, "INVALID", "url"]);
  expect(await told({ document: largeDocument(5), plan: "x" })).toEqual([
    412,
    "PRECONDITION_FAILED",
    undefined,
  ]);
  expect(await told({ document: largeDocument(5) }, "/v1/apis/unknown")).toEqual([
    404,
    "NOT_FOUND",
    undefined,
  ]);
  expect((await call(`GET ${api}/import`)).status).toBe(405);
});
