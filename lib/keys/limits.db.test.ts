import { and, eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { keys } from "@/db/schema";
import { testDatabase } from "@/db/testing/database";
import { transact } from "@/db/transact";
import { createApplication } from "@/lib/applications/create";
import { mintOrganization } from "@/lib/testing/organization";
import { auditOf, changesOf } from "@/lib/testing/trail";
import { createKey } from "./create";
import { editKey } from "./edit";
import { getKey } from "./get";

testDatabase();

const production = { name: "ci", environment: "production" };

async function mint() {
  const organization = await mintOrganization();
  const { developer } = organization;
  const input = { name: "CRM", baseUrl: "https://crm.example" };
  const { id: applicationId } = await createApplication(developer, input);
  return { organization, applicationId, developer };
}

const limits = {
  rateLimits: [
    { name: "default", limit: 100, seconds: 60 },
    { name: "burst", limit: 10, seconds: 1 },
  ],
  quota: { limit: 1_000_000, period: "month" },
};

test("a key is made with limits, and may be given others", async () => {
  const { organization, developer, applicationId } = await mint();
  const { key } = await createKey(developer, applicationId, { ...production, ...limits });
  expect(key).toMatchObject(limits);
  expect(await getKey(developer, key.id)).toMatchObject(limits);
  expect((await auditOf(organization)).at(-1)).toMatchObject({ after: limits });
  const raised = [{ name: "default", limit: 200, seconds: 60 }];
  expect(await editKey(developer, key.id, { rateLimits: raised }, 1)).toMatchObject({
    rateLimits: raised,
    quota: limits.quota,
    revision: 2,
  });
  expect((await auditOf(organization)).at(-1)).toMatchObject({
    action: "key.edited",
    before: { rateLimits: limits.rateLimits },
    after: { rateLimits: raised },
  });
  expect(await editKey(developer, key.id, { rateLimits: raised })).toMatchObject({ revision: 2 });
  expect(await editKey(developer, key.id, { rateLimits: [], quota: null })).toMatchObject({
    rateLimits: [],
    quota: null,
    revision: 3,
  });
  expect((await changesOf(organization)).map(({ revision }) => revision)).toEqual([2, 3]);
  const [row] = await transact(developer, (tx) =>
    tx
      .select()
      .from(keys)
      .where(and(eq(keys.orgId, organization.id), eq(keys.id, key.id))),
  );
  expect(row).toMatchObject({ rateLimits: null, quotaLimit: null, quotaPeriod: null });
});

const rate = (change: object) => ({
  rateLimits: [{ name: "default", limit: 1, seconds: 1, ...change }],
});

test.each<[string, object, string]>([
  ["a name of capitals", rate({ name: "Default" }), "rateLimits.0.name"],
  ["no name", rate({ name: "" }), "rateLimits.0.name"],
  ["a limit of 0", rate({ limit: 0 }), "rateLimits.0.limit"],
  ["half a limit", rate({ limit: 1.5 }), "rateLimits.0.limit"],
  ["a limit past counting", rate({ limit: 100_000_001 }), "rateLimits.0.limit"],
  ["a limit of text", rate({ limit: "1" }), "rateLimits.0.limit"],
  ["no time", rate({ seconds: 0 }), "rateLimits.0.seconds"],
  ["two days", rate({ seconds: 172_800 }), "rateLimits.0.seconds"],
  ["another field", rate({ burst: 1 }), "rateLimits.0.burst"],
  ["no list", { rateLimits: {} }, "rateLimits"],
  ["null", { rateLimits: null }, "rateLimits"],
  ["a name twice", { rateLimits: [...limits.rateLimits, ...limits.rateLimits] }, "rateLimits"],
  [
    "nine limits",
    { rateLimits: Array.from({ length: 9 }, (_, i) => ({ name: `n${i}`, limit: 1, seconds: 1 })) },
    "rateLimits",
  ],
  ["a quota of 0", { quota: { limit: 0, period: "day" } }, "quota.limit"],
  ["a quota per week", { quota: { limit: 1, period: "week" } }, "quota.period"],
  ["a quota without its number", { quota: { period: "day" } }, "quota.limit"],
])("limits with %s are refused in words, at their field", async (_, input, path) => {
  const { developer, applicationId } = await mint();
  const { key } = await createKey(developer, applicationId, production);
  const expected = { code: "INVALID", extra: { errors: [{ path, message: expect.any(String) }] } };
  const made = createKey(developer, applicationId, { ...production, ...input });
  await expect(made).rejects.toMatchObject(expected);
  await expect(editKey(developer, key.id, input)).rejects.toMatchObject(expected);
});
