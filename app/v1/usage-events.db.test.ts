import { expect, test } from "vitest";
import { newId } from "@/lib/ids";
import { testDatabase } from "@/lib/testing/database";
import { writeHistory } from "@/lib/testing/history";
import { mintKey } from "@/lib/testing/key";
import { mintOrganization, mintToken } from "@/lib/testing/organization";
import { callAs } from "./testing/call";

testDatabase();

const path = "/v1/usage/events";
const day = 86_400_000;

test("single verdicts are told to service tokens with usage.read, networks only with their own scope", async () => {
  const organization = await mintOrganization();
  const { applicationId, key } = await mintKey(organization.owner);
  const written = await writeHistory(organization, [
    {
      applicationId,
      keyId: key.id,
      network: "203.0.113.7",
      tags: ["eu-1"],
      environment: "staging",
    },
    { outcome: "NOT_FOUND", network: "2001:db8::/48" },
    {
      outcome: "EXPIRED",
      apiId: newId("api"),
      endpointId: newId("end"),
      method: "GET",
      path: "/x",
    },
  ]);
  const of = async (...scopes: Parameters<typeof mintToken>[1]) =>
    callAs((await mintToken(organization, scopes)).serviceToken);
  const [plain, entitled, other] = [
    await of("usage.read"),
    await of("usage.read", "usage.networks"),
    await of("audit.read", "usage.networks"),
  ];
  const first = await plain(`GET ${path}?limit=2`);
  expect(first).toMatchObject({ status: 200, json: { searchedTo: null } });
  expect(first.json.data.map(({ id }: { id: string }) => id)).toEqual(
    written.slice(0, 2).map(({ id }) => id),
  );
  expect(JSON.stringify(first.json)).not.toContain("network");
  const rest = await plain(`GET ${path}?limit=2&after=${first.json.nextCursor}`);
  expect(rest.json).toMatchObject({ data: [{ outcome: "EXPIRED" }], nextCursor: null });
  const found = await entitled(`GET ${path}?network=203.0.113.0/24&key=${key.id}`);
  expect(found.json.data).toMatchObject([{ network: "203.0.113.7", key: { id: key.id } }]);
  expect((await plain(`GET ${path}?network=203.0.113.7`)).status).toBe(403);
  expect((await other(`GET ${path}`)).status).toBe(403);
  expect((await plain(`GET ${path}`, { token: "" })).status).toBe(401);
});

test("what is asked for has bounds, and each that is passed is named", async () => {
  const organization = await mintOrganization();
  const call = callAs((await mintToken(organization, ["usage.read"])).serviceToken);
  const { nextCursor: foreign } = (await call(`GET ${path}`)).json;
  expect(foreign).toBeNull();
  const at = (ms: number) => new Date(Date.now() + ms).toISOString();
  for (const [query, field] of [
    ["limit=1001", "limit"],
    ["limit=0", "limit"],
    ["limit=1&limit=1", "limit"],
    [`from=${at(-40 * day)}`, "from"],
    [`from=${at(-day)}&to=${at(-2 * day)}`, "to"],
    ["from=yesterday", "from"],
    ["range=custom", "from"],
    ["range=2h", "range"],
    ["outcome=NO", "outcome"],
    ["application=key_1", "application"],
    ["after=garbage", "after"],
    ["page=2", "page"],
  ]) {
    const { status, json } = await call(`GET ${path}?${query}`);
    expect([query, status, json.errors?.[0]?.path]).toEqual([query, 422, field]);
  }
  expect((await call(`GET ${path}?limit=1000&range=30d`)).status).toBe(200);
  expect((await call(`GET ${path}?from=${at(-30 * day)}`)).status).toBe(200);
});
