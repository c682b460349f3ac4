import { and, eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { keys } from "@/db/schema";
import { testDatabase } from "@/db/testing/database";
import { transact } from "@/db/transact";
import type { MemberActor } from "@/lib/access/actor";
import { createApplication } from "@/lib/applications/create";
import { createKey } from "@/lib/keys/create";
import { revokeKey } from "@/lib/keys/revoke";
import { disableKey } from "@/lib/keys/set-status";
import { type MintedOrganization, mintOrganization } from "@/lib/testing/organization";
import { exceptKey } from "./except-key";
import { listBreaking } from "./list-breaking";
import { setPolicies } from "./set";

testDatabase();

const day = 86_400_000;
const ahead = (days: number) => new Date(Date.now() + days * day).toISOString();

async function mintKey(owner: MemberActor, name: string, age = 0) {
  const { id } = await createApplication(owner, { name, baseUrl: "https://crm.example" });
  const { key } = await createKey(owner, id, {
    name,
    environment: "production",
    expiresAt: ahead(400),
  });
  await transact(owner, (tx) =>
    tx
      .update(keys)
      .set({ createdAt: new Date(Date.now() - age * day) })
      .where(and(eq(keys.orgId, owner.organizationId), eq(keys.id, key.id))),
  );
  return key.id;
}

const names = async (organization: MintedOrganization, query = {}) =>
  (await listBreaking(organization.auditor, query)).data.map(({ name }) => name);

test("active keys that break a rule are listed, those that are stopped first at the beginning", async () => {
  const organization = await mintOrganization();
  const { owner } = organization;
  const long = await mintKey(owner, "long");
  const excepted = await mintKey(owner, "excepted");
  await mintKey(owner, "old", 200);
  const gone = await mintKey(owner, "gone");
  await revokeKey(owner, gone, {});
  await disableKey(owner, await mintKey(owner, "asleep", 200));
  expect(await names(organization)).toEqual([]);
  expect(await names(organization, { reminded: true })).toEqual(["old"]);

  const rules = { maxLifetimeDays: { production: 90 } };
  await setPolicies(owner, { rules, enforceFrom: ahead(10) });
  await exceptKey(owner, excepted, { rule: "lifetime", until: ahead(60), reason: "A launch." });
  const { data, total } = await listBreaking(owner);
  expect(total).toBe(3);
  expect(data[2]).toMatchObject({ id: excepted });
  expect(data.find(({ id }) => id === long)).toMatchObject({
    application: { name: "long" },
    owner: { id: owner.id, name: owner.name },
    breaches: [{ rule: "lifetime", breaksAt: null, exceptUntil: null }],
  });
  const rulesOf = (keys: typeof data) =>
    keys.find(({ name }) => name === "old")?.breaches.map(({ rule }) => rule);
  expect(rulesOf(data)).toEqual(["lifetime"]);
  const { data: all } = await listBreaking(owner, { reminded: true });
  expect(rulesOf(all)).toEqual(["lifetime", "rotation"]);
  const due = data.map(({ breaches }) => Date.parse(breaches[0]?.dueAt ?? ""));
  expect(due).toEqual([...due].sort((a, b) => a - b));
  expect(due[0]).toBeCloseTo(Date.now() + 10 * day, -5);
  expect(await names(organization, { limit: 2, page: 2 })).toEqual(["excepted"]);
  await expect(listBreaking(owner, { limit: 0 })).rejects.toMatchObject({ code: "INVALID" });
});

test("those of another organization are not seen", async () => {
  const [ours, theirs] = [await mintOrganization(), await mintOrganization()];
  await mintKey(theirs.owner, "theirs", 200);
  expect(await names(ours, { reminded: true })).toEqual([]);
  expect(await names(theirs, { reminded: true })).toEqual(["theirs"]);
  expect(await names(theirs)).toEqual([]);
  await setPolicies(theirs.owner, { rules: { rotationEnforced: true } });
  expect(await names(theirs)).toEqual(["theirs"]);
});
