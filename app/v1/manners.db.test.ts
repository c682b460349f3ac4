import { beforeAll, describe, expect, test } from "vitest";
import { absentTargets, type Fresh, freshTargets } from "@/e2e/access/world";
import { scopes } from "@/lib/access/rights";
import { operations } from "@/lib/openapi/operations";
import { testDatabase } from "@/lib/testing/database";
import { type MintedOrganization, mintOrganization, mintToken } from "@/lib/testing/organization";
import { auditOf } from "@/lib/testing/trail";
import { type Call, callAs, routes } from "./testing/call";
import { formOf, otherForms, type Sample, sampleForms, samples } from "./testing/samples";

testDatabase();

let ours: MintedOrganization;
let call: Call;
/** Of ours, and of another organization: for what changes nothing. */
let steady: Fresh;
let foreign: Fresh;

beforeAll(async () => {
  ours = await mintOrganization();
  steady = await freshTargets(ours);
  foreign = await freshTargets(await mintOrganization());
  call = callAs((await mintToken(ours, scopes)).serviceToken);
});

const inAnyState = { "if-match": "*" };
const edits = samples.filter(({ method }) => method === "PATCH" || method === "PUT");
const writes = samples.filter(({ operation }) => operation.body);
const methodsOf = (path: string) =>
  Object.keys(operations)
    .map((name) => name.split(" "))
    .filter(([, described = ""]) => formOf(described) === formOf(path))
    .map(([method]) => method);

test("every route is described, and tried", async () => {
  const found: string[] = [];
  for (const path of routes.keys()) {
    if (path === "/v1/[[...path]]") continue;
    const concrete = path.replace(/\[\w+\]/g, "x");
    const asked = await call(`OPTIONS ${concrete}`, { token: "" });
    const allowed = asked.headers.get("allow")?.split(", ") ?? ["GET"];
    const methods = allowed.filter((method) => method !== "HEAD");
    found.push(...methods.map((method) => formOf(`${method} ${path}`)));
  }
  const described = Object.keys(operations).filter((name) => name.includes(" /v1/"));
  expect(described.map(formOf).sort()).toEqual(found.sort());
  expect([...sampleForms, ...otherForms].sort()).toEqual(found);
});

describe("what a request may hold", () => {
  test.each(samples)(
    "$name refuses a parameter that it does not know",
    async ({ method, ...s }) => {
      const sent = { body: s.body(steady), headers: inAnyState };
      expect(await call(`${method} ${s.path(steady)}?colour=red`, sent)).toMatchObject({
        status: 422,
        json: { errors: [{ path: "colour" }] },
      });
    },
  );

  test.each(writes)("$name refuses bodies that are none of its own", async (sample) => {
    const { length } = await auditOf(ours);
    const target = `${sample.method} ${sample.path(steady)}`;
    const ask = async (body: unknown, headers = {}) =>
      (await call(target, { body, headers: { ...inAnyState, ...headers } })).status;
    const right = JSON.stringify(sample.body(steady) ?? {});
    expect(await ask("{")).toBe(400);
    expect(await ask(`{"a":1,"a":1}`)).toBe(400);
    expect(await ask(`${right.slice(0, -1)}${right === "{}" ? "" : ","}"colour":"red"}`)).toBe(422);
    expect(await ask([])).toBe(422);
    expect(await ask(null)).toBe(422);
    expect(await ask(right, { "content-type": "text/plain" })).toBe(415);
    expect(await ask(right, { "content-encoding": "gzip" })).toBe(415);
    const limit = sample.operation.largestBody ?? 65_536;
    expect(await ask(`${right}${" ".repeat(limit)}`)).toBe(413);
    if (!sample.operation.bodyOptional) expect(await ask(undefined)).toBe(400);
    expect(await auditOf(ours)).toHaveLength(length);
  });
});

test.each(samples)("the path of $name names the methods that it takes", async ({ name, path }) => {
  const [, described = ""] = name.split(" ");
  const methods = methodsOf(described);
  const allow = [...methods, ...(methods.includes("GET") ? ["HEAD"] : [])].sort();
  const target = path(steady);
  for (const method of ["DELETE", "GET", "OPTIONS", "PATCH", "POST", "PUT"]) {
    if (methods.includes(method)) continue;
    const answer = await call(`${method} ${target}`, { body: method === "GET" ? undefined : {} });
    expect([method, answer.status]).toEqual([method, 405]);
    expect(answer.headers.get("allow")?.split(", ").sort()).toEqual(allow);
  }
});

describe("ETag and If-Match", () => {
  const reads = samples.filter(({ method, operation }) => method === "GET" && !operation.query);

  test.each(reads)("$name gives an ETag, by HEAD too", async ({ path }) => {
    const target = path(steady);
    const etag = (await call(`GET ${target}`)).headers.get("etag");
    expect(etag).toMatch(/^"[\w-]+"$/);
    const head = await call(`HEAD ${target}`);
    expect([head.status, head.headers.get("etag"), head.json]).toEqual([200, etag, undefined]);
  });

  test.each(edits)("$name changes only what was read", async ({ method, ...sample }) => {
    const fresh = await freshTargets(ours);
    const path = sample.path(fresh);
    const body = sample.body(fresh);
    const edit = (ifMatch?: string) =>
      call(`${method} ${path}`, { body, headers: ifMatch ? { "if-match": ifMatch } : {} });
    for (const [ifMatch, status] of [
      ["3", 400],
      ['"2000000000"', 412],
      ['W/"1"', 412],
    ] as const) {
      expect([ifMatch, (await edit(ifMatch)).status]).toEqual([ifMatch, status]);
    }
    if (method === "PATCH") expect((await edit()).status).toBe(428);
    const before = (await call(`GET ${path}`)).headers.get("etag") ?? "";
    const done = await edit(before);
    const after = done.headers.get("etag");
    expect(done.status).toBe(200);
    expect(after).not.toBe(before);
    expect((await call(`GET ${path}`)).headers.get("etag")).toBe(after);
    expect((await edit(before)).status).toBe(412);
    expect((await edit("*")).status).toBe(200);
  });
});

const within = samples.filter(({ name }) => name.includes("{"));

test.each(within)("$name finds another organization's as little as nothing", async (sample) => {
  const body = sample.body(steady);
  const ask = async (targets: Fresh) => {
    const { status, json } = await call(`${sample.method} ${sample.path(targets)}`, {
      body,
      headers: inAnyState,
    });
    return { status, json: { ...json, requestId: "" } };
  };
  const nothing = await ask(absentTargets(steady));
  expect(nothing).toMatchObject({ status: 404, json: { code: "NOT_FOUND" } });
  expect(await ask(foreign)).toEqual(nothing);
});

const located = samples.filter(({ operation }) => operation.located);

test.each(located)("$name says where to find what it made", async (sample: Sample) => {
  const fresh = await freshTargets(ours);
  const made = await call(`POST ${sample.path(fresh)}`, { body: sample.body(fresh) });
  const found = await call(`GET ${made.headers.get("location")}`);
  const [noun = {}] = Object.values(made.json).filter((part) => typeof part === "object");
  expect(found.status).toBe(200);
  expect([made.json.id, (noun as { id?: string })?.id]).toContain(found.json.id);
  if (sample.operation.versioned) {
    expect(found.headers.get("etag")).toBe(made.headers.get("etag"));
  }
});
