import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { testDatabase } from "@/db/testing/database";
import { transact } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import { newId } from "@/lib/ids";
import { createKey } from "@/lib/keys/create";
import { getKey } from "@/lib/keys/get";
import { listKeys } from "@/lib/keys/list";
import { revokeKey } from "@/lib/keys/revoke";
import { mintOrganization, mintToken } from "@/lib/testing/organization";
import { auditOf, changesOf, rejection } from "@/lib/testing/trail";
import { createApplication } from "./create";
import { deleteApplication } from "./delete";
import { editApplication } from "./edit";
import { getApplication } from "./get";
import { applicationImpact } from "./impact";
import { activateApplication, deactivateApplication } from "./set-status";

testDatabase();

const crm = { name: "CRM System", baseUrl: "https://crm.example", description: "Customers" };
const production = { name: "ci", environment: "production" };

test("the fields given are changed, the others stay, and the difference is told", async () => {
  const organization = await mintOrganization();
  const { developer } = organization;
  const { id } = await createApplication(developer, crm);
  const changed = await editApplication(developer, id, {
    name: "CRM",
    baseUrl: "https://c.example",
  });
  expect(changed).toMatchObject({
    name: "CRM",
    baseUrl: "https://c.example",
    description: "Customers",
    revision: 2,
  });
  expect(await getApplication(developer, id)).toEqual(changed);
  expect((await auditOf(organization)).at(-1)).toMatchObject({
    action: "application.edited",
    before: { name: "CRM System", baseUrl: "https://crm.example" },
    after: { name: "CRM", baseUrl: "https://c.example" },
  });
  expect(await changesOf(organization)).toEqual([{ kind: "application", id, revision: 2 }]);
});

test("an edit that changes nothing leaves no trace", async () => {
  const organization = await mintOrganization();
  const { id } = await createApplication(organization.owner, crm);
  for (const input of [{}, crm, { ownerId: organization.owner.id }]) {
    expect(await editApplication(organization.owner, id, input)).toMatchObject({ revision: 1 });
  }
  expect(await auditOf(organization)).toHaveLength(1);
  expect(await changesOf(organization)).toEqual([]);
});

test("a name may change in its look, but not into another application's", async () => {
  const { owner } = await mintOrganization();
  const { id } = await createApplication(owner, crm);
  await createApplication(owner, { ...crm, name: "Billing" });
  expect(await editApplication(owner, id, { name: "crm-system" })).toMatchObject({ revision: 2 });
  await expect(editApplication(owner, id, { name: "bi11ing" })).rejects.toMatchObject({
    code: "CONFLICT",
    extra: { errors: [{ path: "name" }] },
  });
});

test("of two who saw the same revision, the first wins and the other is told", async () => {
  const organization = await mintOrganization();
  const { owner, admin } = organization;
  const { id, revision } = await createApplication(owner, crm);
  const outcomes = await Promise.allSettled(
    [owner, admin].map((actor) => editApplication(actor, id, { name: actor.name }, revision)),
  );
  const lost = outcomes.filter((outcome) => outcome.status === "rejected");
  expect(lost).toHaveLength(1);
  expect(lost[0]?.reason).toMatchObject({ code: "PRECONDITION_FAILED", status: 412 });
  expect(await getApplication(owner, id)).toMatchObject({ revision: 2 });
  expect(await auditOf(organization)).toHaveLength(2);
});

test("a developer reaches their own applications only, and can not hand them over", async () => {
  const { owner, developer, auditor } = await mintOrganization();
  const own = await createApplication(developer, crm);
  const other = await createApplication(owner, { ...crm, name: "Other" });
  await deactivateApplication(developer, own.id);
  const forbidden = { code: "FORBIDDEN" };
  const attempts: ((actor: Actor) => Promise<unknown>)[] = [
    (actor) => editApplication(actor, other.id, { name: "Mine" }),
    (actor) => deactivateApplication(actor, other.id),
    (actor) => deleteApplication(actor, other.id),
    (actor) => editApplication(actor, own.id, { ownerId: owner.id }),
  ];
  for (const attempt of attempts) {
    await expect(attempt(developer)).rejects.toMatchObject(forbidden);
    await expect(attempt(auditor)).rejects.toMatchObject(forbidden);
  }
  const given = await editApplication(owner, other.id, { ownerId: developer.id });
  expect(given.ownerName).toBe(developer.name);
  expect(await editApplication(developer, other.id, { name: "Mine" })).toMatchObject({
    name: "Mine",
  });
});

test("deactivate and activate are announced and told once, however often they are asked", async () => {
  const organization = await mintOrganization();
  const { owner } = organization;
  const { id } = await createApplication(owner, crm);
  expect((await deactivateApplication(owner, id)).status).toBe("inactive");
  expect((await deactivateApplication(owner, id)).revision).toBe(2);
  await expect(createKey(owner, id, production)).rejects.toMatchObject({ code: "CONFLICT" });
  expect((await activateApplication(owner, id)).status).toBe("active");
  expect((await activateApplication(owner, id)).revision).toBe(3);
  expect((await auditOf(organization)).map((event) => event.action)).toEqual([
    "application.created",
    "application.deactivated",
    "application.activated",
  ]);
  expect((await auditOf(organization))[1]).toMatchObject({
    before: { status: "active" },
    after: { status: "inactive" },
  });
  expect(await changesOf(organization)).toEqual([
    { kind: "application", id, revision: 2 },
    { kind: "application", id, revision: 3 },
  ]);
});

test("a deleted application takes its keys with it, and gates are told in one word", async () => {
  const organization = await mintOrganization();
  const { owner } = organization;
  const { id } = await createApplication(owner, crm);
  const a = await createKey(owner, id, production);
  const b = await createKey(owner, id, { ...production, environment: "staging" });
  await revokeKey(owner, b.key.id, {});
  const impact = await applicationImpact(owner, id);
  expect(impact.activeKeys.map((key) => key.id)).toEqual([a.key.id]);
  expect(impact.lastUsedAt).toBeNull();
  await expect(deleteApplication(owner, id, { name: "CRM" })).rejects.toMatchObject({
    code: "INVALID",
    extra: { errors: [{ path: "name" }] },
  });
  await deleteApplication(owner, id, { name: "CRM System" });
  await expect(getApplication(owner, id)).rejects.toMatchObject({ code: "NOT_FOUND" });
  await expect(getKey(owner, a.key.id)).rejects.toMatchObject({ code: "NOT_FOUND" });
  expect((await listKeys(owner, {})).total).toBe(0);
  expect((await auditOf(organization)).at(-1)).toMatchObject({
    action: "application.deleted",
    targetName: "CRM System",
    after: { keysDeleted: 2 },
  });
  const changes = (await changesOf(organization)).slice(1);
  expect(changes[0]).toEqual({ kind: "application", id, revision: 2 });
  expect(changes).toHaveLength(1);
  await expect(deleteApplication(owner, id)).rejects.toMatchObject({ code: "NOT_FOUND" });
});

test("a service token bound to an API or an environment changes no application", async () => {
  const organization = await mintOrganization();
  const { owner } = organization;
  const { id } = await createApplication(owner, crm);
  const { actor } = await mintToken(organization, ["applications.write"], {
    environment: "staging",
  });
  for (const verb of [deactivateApplication, activateApplication, deleteApplication]) {
    expect(await rejection(verb(actor, id))).toMatchObject({ code: "FORBIDDEN" });
  }
  expect(await getApplication(owner, id)).toMatchObject({ status: "active" });
});

test("a stranger's application is not found, byte for byte as one that does not exist", async () => {
  const [ours, theirs] = [await mintOrganization(), await mintOrganization()];
  const { id } = await createApplication(theirs.owner, crm);
  const { key } = await createKey(theirs.owner, id, production);
  const verbs: ((id: unknown) => Promise<unknown>)[] = [
    (it) => getApplication(ours.owner, it),
    (it) => editApplication(ours.owner, it, { name: "Ours" }),
    (it) => editApplication(ours.owner, it, { name: "Ours" }, 9),
    (it) => deactivateApplication(ours.owner, it),
    (it) => activateApplication(ours.owner, it),
    (it) => deleteApplication(ours.owner, it),
    (it) => deleteApplication(ours.owner, it, { name: "CRM System" }),
    (it) => applicationImpact(ours.owner, it),
    (it) => createKey(ours.owner, it, production),
    (it) => listKeys(ours.owner, { application: it }),
  ];
  for (const verb of verbs) {
    const answers = [await rejection(verb(id)), await rejection(verb(newId("app")))];
    expect(answers[0]).toEqual(answers[1]);
    expect(answers[0]).toMatchObject({ code: "NOT_FOUND" });
    for (const odd of ["", "app_", "x", key.id, "\u0000", `${id}\n`]) {
      expect(await rejection(verb(odd))).toEqual(answers[1]);
    }
  }
  expect(await getApplication(theirs.owner, id)).toMatchObject({ revision: 1, status: "active" });
  expect(await auditOf(ours)).toEqual([]);
});

test("a statement that forgot its WHERE touches one organization only", async () => {
  const [ours, theirs] = [await mintOrganization(), await mintOrganization()];
  const mine = await createApplication(ours.owner, crm);
  const other = await createApplication(theirs.owner, crm);
  await transact(ours.owner, (tx) => tx.execute(sql`update applications set description = 'x'`));
  expect(await getApplication(ours.owner, mine.id)).toMatchObject({ description: "x" });
  expect(await getApplication(theirs.owner, other.id)).toEqual(other);
  await transact(ours.owner, (tx) => tx.execute(sql`delete from applications`));
  expect(await getApplication(theirs.owner, other.id)).toEqual(other);
});
