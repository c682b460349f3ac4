import { beforeAll, expect, test } from "vitest";
import { freshTargets } from "@/e2e/access/world";
import { scopes } from "@/lib/access/rights";
import { testDatabase } from "@/lib/testing/database";
import { type MintedOrganization, mintOrganization, mintToken } from "@/lib/testing/organization";
import { auditOf } from "@/lib/testing/trail";
import { type Call, callAs } from "./testing/call";
import { samples } from "./testing/samples";

testDatabase();

let ours: MintedOrganization;
let call: Call;

beforeAll(async () => {
  ours = await mintOrganization();
  call = callAs((await mintToken(ours, scopes)).serviceToken);
});

const posts = samples.filter(({ method }) => method === "POST");

/** Anything long and random that is no id and no shared key. */
const secretLike = (json: unknown) =>
  JSON.stringify(json)
    .replace(/\b[a-z]{3}_[0-9a-z]{26}\b/g, "")
    .match(/[A-Za-z0-9_-]{28,}/);

test.each(posts)("$name is done once by an Idempotency-Key", async ({ name, operation, ...s }) => {
  const fresh = await freshTargets(ours);
  const body = JSON.stringify(s.body(fresh) ?? {});
  const headers = { "idempotency-key": name.replaceAll(" ", "-") };
  const ask = (text = body) => call(`POST ${s.path(fresh)}`, { body: text, headers });
  const first = await ask();
  expect(first.status).toBe(operation.status);
  const { length } = await auditOf(ours);
  const again = await ask();
  expect(await auditOf(ours)).toHaveLength(length);
  const { secrets = [] } = operation;
  const shown = { ...first.json, ...(secrets.length > 0 && { secretShown: true }) };
  const told = secrets.filter((name) => name in first.json);
  expect(told.length > 0).toBe(secrets.length > 0);
  for (const secret of told) {
    expect(shown[secret]).toEqual(expect.any(String));
    delete shown[secret];
  }
  expect(again.json).toEqual(shown);
  const plan = operation.planned && again.json.plan;
  expect(secretLike({ ...again.json, ...(plan && { plan: "" }) })).toBeNull();
  for (const header of ["etag", "location"]) {
    expect(again.headers.get(header)).toBe(first.headers.get(header));
  }
  expect(again.status).toBe(first.status);
  expect(await ask(`${body} `)).toMatchObject({
    status: 422,
    json: { errors: [{ path: "Idempotency-Key" }] },
  });
});

test.each(posts)("$name is done once of five at once", async ({ name, operation, ...s }) => {
  const alone = await freshTargets(ours);
  const before = await auditOf(ours);
  await call(`POST ${s.path(alone)}`, { body: s.body(alone) ?? {} });
  const one = (await auditOf(ours)).length - before.length;

  const fresh = await freshTargets(ours);
  const headers = { "idempotency-key": `five-${name.replaceAll(" ", "-")}` };
  const { length } = await auditOf(ours);
  const asked = { body: s.body(fresh) ?? {}, headers };
  const answers = await Promise.all(
    Array.from({ length: 5 }, () => call(`POST ${s.path(fresh)}`, asked)),
  );
  expect(answers.map(({ status }) => status)).toEqual(Array(5).fill(operation.status));
  expect((await auditOf(ours)).length - length).toBe(one);
  const [secret] = operation.secrets ?? [];
  if (secret) expect(answers.filter(({ json }) => secret in json)).toHaveLength(1);
});
