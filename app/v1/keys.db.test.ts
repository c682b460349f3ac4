import { beforeAll, expect, test } from "vitest";
import { scopes } from "@/lib/access/rights";
import { testDatabase } from "@/lib/testing/database";
import { mintKey } from "@/lib/testing/key";
import { type MintedOrganization, mintOrganization, mintToken } from "@/lib/testing/organization";
import { type Call, callAs } from "./testing/call";

testDatabase();

let ours: MintedOrganization;
let call: Call;

beforeAll(async () => {
  ours = await mintOrganization();
  call = callAs((await mintToken(ours, scopes)).serviceToken);
});

const anyMatch = { headers: { "if-match": "*" } };

test("the life of a key by the management API alone", async () => {
  const { applicationId } = await mintKey(ours.developer);
  const made = await call(`POST /v1/applications/${applicationId}/keys`, {
    body: {
      name: "ci",
      environment: "production",
      expiresAt: null,
      allowedNetworks: ["203.0.113.7", "::ffff:10.1.2.3/104"],
      allowedOrigins: ["https://CRM.example"],
      tags: ["eu"],
      ownerId: null,
    },
  });
  expect(made.json.key).toMatchObject({
    allowedNetworks: ["203.0.113.7/32", "10.0.0.0/8"],
    allowedOrigins: ["https://crm.example"],
    tags: ["eu"],
    ownerId: null,
  });
  const path = `/v1/keys/${made.json.key.id}`;
  const edited = await call(`PATCH ${path}`, { body: { tags: ["eu", "crm"] }, ...anyMatch });
  expect(edited.json).toEqual({ ...made.json.key, tags: ["eu", "crm"], revision: 2 });
  const states = async (command: string, body?: object) =>
    (await call(`POST ${path}/${command}`, { body })).json;
  expect(await states("disable", { note: "Winter" })).toMatchObject({
    status: "disabled",
    revision: 3,
    effectiveAt: expect.any(String),
    gates: { acknowledged: 0, lapsed: 0 },
  });
  expect(await states("quarantine", { note: "Leaked" })).toMatchObject({ status: "quarantined" });
  expect(await states("enable")).toMatchObject({ status: "active", revision: 5 });
  const rotated = await call(`POST ${path}/rotate`, { body: { overlap: "72h" } });
  expect(rotated).toMatchObject({
    status: 201,
    json: { rotated: { replacedById: rotated.json.key.id }, apiKey: expect.any(String) },
  });
  expect(rotated.headers.get("location")).toBe(`/v1/keys/${rotated.json.key.id}`);
  expect((await call(`POST ${path}/rotate`)).status).toBe(409);
  expect(await states("undo-rotation")).toMatchObject({ status: "active" });
  expect((await call(`POST ${path}/undo-rotation`)).status).toBe(409);
  const again = await call(`POST ${path}/rotate`);
  const ended = await call(`POST /v1/keys/${again.json.key.id}/end-rotation`);
  expect(ended.json).toMatchObject({ id: made.json.key.id, status: "revoked" });
  const listed = await call("GET /v1/keys?tag=crm&owner=none&status=active");
  expect(listed.json.data.map(({ id }: { id: string }) => id)).toEqual([again.json.key.id]);
});

test("its holder revokes a key in any state that is not revoked yet", async () => {
  for (const command of ["disable", "quarantine"]) {
    const { key, apiKey } = await mintKey(ours.developer);
    await call(`POST /v1/keys/${key.id}/${command}`, { body: { note: "Leaked" } });
    expect((await call("GET /v1/keys/self", { token: apiKey })).status).toBe(401);
    const revoked = await call("POST /v1/keys/self/revoke", { token: apiKey });
    expect(revoked).toMatchObject({ status: 200, json: { id: key.id, status: "revoked" } });
    expect((await call(`GET /v1/keys/${key.id}`)).json).toMatchObject({ revokedBy: key.id });
  }
});

/** Written as JSON, so that 1e309 is one. */
const edges = [
  "-1",
  "0",
  "-0",
  "0.5",
  "1e309",
  "-1e309",
  "9007199254740992",
  "9007199254740993",
  "1e308",
  '"0x10"',
  '"NaN"',
  '"1"',
  '"١٢"',
  '""',
  "true",
  "[1]",
  "{}",
];

const places: [field: string, body: (number: string) => string][] = [
  ["rateLimits.0.limit", (n) => `"rateLimits":[{"name":"a","limit":${n},"seconds":1}]`],
  ["rateLimits.0.seconds", (n) => `"rateLimits":[{"name":"a","limit":1,"seconds":${n}}]`],
  ["quota.limit", (n) => `"quota":{"limit":${n},"period":"day"}`],
];

test.each(places)("a number at its edges is no %s, and nothing is stored", async (field, body) => {
  const { applicationId, key } = await mintKey(ours.developer);
  const before = (await call(`GET /v1/keys/${key.id}`)).json;
  for (const number of [...edges, "2147483648000", "null"]) {
    const made = `{"name":"ci","environment":"staging",${body(number)}}`;
    for (const answer of [
      await call(`POST /v1/applications/${applicationId}/keys`, { body: made }),
      await call(`PATCH /v1/keys/${key.id}`, { body: `{${body(number)}}`, ...anyMatch }),
    ]) {
      expect({ number, status: answer.status }).toEqual({ number, status: 422 });
      for (const error of answer.json.errors) {
        expect(error).toEqual({ path: field, message: expect.stringMatching(/number/) });
      }
      expect(answer.json.errors).not.toEqual([]);
    }
  }
  for (const body of [
    '{"quota":{"limit":NaN}}',
    '{"quota":{"limit":٣}}',
    '{"quota":{"limit":0x10}}',
  ]) {
    expect((await call(`PATCH /v1/keys/${key.id}`, { body, ...anyMatch })).status).toBe(400);
  }
  expect((await call(`GET /v1/keys/${key.id}`)).json).toEqual(before);
  expect((await call(`GET /v1/applications/${applicationId}/keys`)).json.total).toBe(1);
});

test("2³¹ is a number like others where it fits", async () => {
  const { key } = await mintKey(ours.developer);
  const quota = { limit: 2 ** 31, period: "month" };
  const answer = await call(`PATCH /v1/keys/${key.id}`, { body: { quota }, ...anyMatch });
  expect(answer.json).toMatchObject({ quota });
});

test.each(["limit", "page", "idle"])("a number at its edges is no %s of a list", async (name) => {
  for (const number of [
    ...["-1", "0", "", "0.5", "1e3", "1e309", "0x10", "NaN", "Infinity", "١٢", " 1", "1 ", "+1"],
    ...["2147483648", "9007199254740993", "99999999999999999999", "null", "true", "[1]"],
  ]) {
    const query = `${name}=${encodeURIComponent(number)}`;
    expect({ number, ...(await call(`GET /v1/keys?${query}`)) }).toMatchObject({
      status: 422,
      json: { errors: [{ path: name, message: expect.stringMatching(/^A number from 1 to/) }] },
    });
  }
  expect((await call(`GET /v1/keys?${name}=1`)).status).toBe(200);
});

test("what is no time, network, origin, tag or owner is refused at its field", async () => {
  const { key } = await mintKey(ours.developer);
  for (const [path, body] of Object.entries({
    expiresAt: { expiresAt: 2 ** 31 },
    notBefore: { notBefore: "0x10" },
    "allowedNetworks.1": { allowedNetworks: ["10.0.0.0/8", "10.0.0.0/33"] },
    "allowedOrigins.0": { allowedOrigins: ["https://crm.example/path"] },
    allowedNetworks: { allowedNetworks: [] },
    allowedOrigins: { allowedOrigins: [] },
    "tags.0": { tags: ["Sales"] },
    tags: { tags: ["a", "a"] },
    ownerId: { ownerId: "me" },
  })) {
    const answer = await call(`PATCH /v1/keys/${key.id}`, { body, ...anyMatch });
    expect(answer).toMatchObject({ status: 422, json: { errors: [{ path }] } });
  }
  for (const query of ["tag=%00", "tag=A", "owner=nobody", "status=late", "kind=jwt2"]) {
    expect((await call(`GET /v1/keys?${query}`)).status).toBe(422);
  }
  for (const body of [
    { overlap: "2h" },
    { overlap: 0 },
    { activation: "later" },
    { expiresAt: 1 },
  ]) {
    expect(await call(`POST /v1/keys/${key.id}/rotate`, { body })).toMatchObject({
      status: 422,
      json: { errors: [{ path: Object.keys(body)[0] }] },
    });
  }
});
