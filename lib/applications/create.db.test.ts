import { and, eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { memberships } from "@/db/schema";
import { testDatabase } from "@/db/testing/database";
import { transact } from "@/db/transact";
import { newId } from "@/lib/ids";
import { mintOrganization, mintToken } from "@/lib/testing/organization";
import { auditOf } from "@/lib/testing/trail";
import { createApplication } from "./create";
import { deleteApplication } from "./delete";
import { getApplication } from "./get";
import { listApplications } from "./list";

testDatabase();

const crm = { name: "CRM System", baseUrl: "https://crm.example", description: "Customers" };

test("an application is registered, owned by who made it, and told in the audit log", async () => {
  const { developer, ...organization } = await mintOrganization();
  const made = await createApplication(developer, { ...crm, name: "  CRM   System " });
  expect(made).toMatchObject({
    ...crm,
    status: "active",
    ownerId: developer.id,
    ownerName: developer.name,
    createdBy: developer.id,
    createdByName: developer.name,
    revision: 1,
    keys: { active: 0, total: 0, environments: [], sharedKey: null },
    lastUsedAt: null,
  });
  expect(await getApplication(organization.auditor, made.id)).toEqual(made);
  const [event, ...others] = await auditOf(organization);
  expect(others).toEqual([]);
  expect(event).toMatchObject({
    action: "application.created",
    outcome: "success",
    actorId: developer.id,
    actorName: developer.name,
    targetKind: "application",
    targetId: made.id,
    targetName: "CRM System",
    applicationId: made.id,
    network: developer.origin.network,
    requestId: developer.origin.requestId,
    before: null,
    after: { ...crm, ownerId: developer.id },
  });
});

test.each(["crm system", "CRM-System", "СRM System", "ＣＲＭ Ѕystem", "CRM Systém"])(
  "a second one may not be called %s",
  async (name) => {
    const organization = await mintOrganization();
    await createApplication(organization.owner, crm);
    await expect(createApplication(organization.admin, { ...crm, name })).rejects.toMatchObject({
      code: "CONFLICT",
      status: 409,
      extra: { errors: [{ path: "name" }] },
    });
    expect(await auditOf(organization)).toHaveLength(1);
  },
);

test("a name is free in another organization, and again once its application is deleted", async () => {
  const [ours, theirs] = [await mintOrganization(), await mintOrganization()];
  const first = await createApplication(ours.owner, crm);
  await createApplication(theirs.owner, crm);
  await deleteApplication(ours.owner, first.id);
  await createApplication(ours.owner, crm);
  expect((await listApplications(ours.owner, {})).total).toBe(1);
});

test("of 20 identical ones at once, one is made", async () => {
  const organization = await mintOrganization();
  const outcomes = await Promise.allSettled(
    Array.from({ length: 20 }, () => createApplication(organization.admin, crm)),
  );
  expect(outcomes.filter((outcome) => outcome.status === "fulfilled")).toHaveLength(1);
  for (const outcome of outcomes) {
    if (outcome.status === "rejected") expect(outcome.reason).toMatchObject({ code: "CONFLICT" });
  }
  expect((await listApplications(organization.admin, {})).total).toBe(1);
  expect(await auditOf(organization)).toHaveLength(1);
});

test("an owner or admin names another owner; a developer only themself", async () => {
  const organization = await mintOrganization();
  const { owner, admin, developer, auditor } = organization;
  const made = await createApplication(admin, { ...crm, ownerId: developer.id });
  expect(made).toMatchObject({ ownerId: developer.id, createdBy: admin.id });
  const refused = createApplication(developer, { ...crm, name: "Two", ownerId: owner.id });
  await expect(refused).rejects.toMatchObject({ code: "FORBIDDEN" });
  await createApplication(developer, { ...crm, name: "Two", ownerId: developer.id });
  await expect(createApplication(auditor, { ...crm, name: "Three" })).rejects.toMatchObject({
    code: "FORBIDDEN",
  });
});

test("who is no present member can not own", async () => {
  const [ours, theirs] = [await mintOrganization(), await mintOrganization()];
  const { owner, developer } = ours;
  await transact(owner, (tx) =>
    tx
      .update(memberships)
      .set({ removedAt: new Date() })
      .where(and(eq(memberships.orgId, ours.id), eq(memberships.id, developer.id))),
  );
  for (const ownerId of [newId("mem"), theirs.owner.id, developer.id]) {
    await expect(createApplication(owner, { ...crm, ownerId })).rejects.toMatchObject({
      code: "INVALID",
      extra: { errors: [{ path: "ownerId" }] },
    });
  }
});

test("what a service token makes belongs to the oldest owner, unless it names one", async () => {
  const organization = await mintOrganization();
  const { actor: token } = await mintToken(organization, ["applications.write"]);
  const made = await createApplication(token, crm);
  expect(made).toMatchObject({
    ownerId: organization.owner.id,
    createdBy: token.id,
    createdByName: "Service token “ci”",
  });
  const named = { ...crm, name: "Two", ownerId: organization.developer.id };
  expect((await createApplication(token, named)).ownerId).toBe(organization.developer.id);
  const { actor: reader } = await mintToken(organization, ["applications.read"]);
  await expect(createApplication(reader, crm)).rejects.toThrow("applications.write");
});

test.each([
  ["name", ""],
  ["name", "   "],
  ["name", "a".repeat(81)],
  ["name", "CRM\u0000"],
  ["name", "CRM \u202etxt"],
  ["name", "CRM\ud800"],
  ["name", 7],
  ["name", undefined],
  ["baseUrl", "javascript:alert(1)"],
  ["baseUrl", "http://crm.example"],
  ["description", "a".repeat(501)],
  ["description", "\u0000"],
  ["ownerId", "mem_1"],
  ["status", "inactive"],
  ["__proto__", {}],
])("%s %j is refused at its field and nothing is stored", async (path, value) => {
  const organization = await mintOrganization();
  const input = JSON.parse(JSON.stringify(crm));
  Object.defineProperty(input, path, { value, enumerable: true });
  await expect(createApplication(organization.owner, input)).rejects.toMatchObject({
    code: "INVALID",
    extra: { errors: [{ path }] },
  });
  expect((await listApplications(organization.owner, {})).total).toBe(0);
  expect(await auditOf(organization)).toEqual([]);
});
