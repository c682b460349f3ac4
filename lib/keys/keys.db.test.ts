import { and, eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { changeLog, keys } from "@/db/schema";
import { testDatabase } from "@/db/testing/database";
import { transact } from "@/db/transact";
import { createApplication } from "@/lib/applications/create";
import { createApi } from "@/lib/catalog/create-api";
import { type KeyId, newId } from "@/lib/ids";
import { credentialHash } from "@/lib/secrets/installation";
import { mintOrganization, mintToken } from "@/lib/testing/organization";
import { auditOf, changesOf, rejection } from "@/lib/testing/trail";
import { pruneChangeLog } from "@/lib/verification/prune";
import { createKey } from "./create";
import { editKey } from "./edit";
import { expireKeys } from "./expire";
import { getKey } from "./get";
import { listKeys } from "./list";
import { revokeKey } from "./revoke";
import type { KeyRow } from "./summary";

testDatabase();

const production = { name: "ci", environment: "production" };

async function mint() {
  const organization = await mintOrganization();
  const { developer } = organization;
  const input = { name: "CRM", baseUrl: "https://crm.example" };
  const { id: applicationId } = await createApplication(developer, input);
  return { organization, applicationId, ...organization };
}

const alter = (organization: { id: `org_${string}` }, id: KeyId, change: Partial<KeyRow>) =>
  transact({ organizationId: organization.id }, (tx) =>
    tx
      .update(keys)
      .set(change)
      .where(and(eq(keys.orgId, organization.id), eq(keys.id, id)))
      .returning(),
  );

test("a key is made once with its secret, of which only the hash is kept", async () => {
  const { organization, developer, applicationId } = await mint();
  const made = await createKey(developer, applicationId, production);
  const [row] = await alter(organization, made.key.id, { notBefore: null });
  expect(row?.hash).toEqual(await credentialHash(made.apiKey));
  expect(JSON.stringify([row, await auditOf(organization)])).not.toContain(made.secretKey);
  expect(await getKey(developer, made.key.id)).toEqual({
    ...made.key,
    applicationName: "CRM",
    ownerName: developer.name,
    createdByName: developer.name,
  });
  expect((await auditOf(organization)).at(-1)).toMatchObject({
    action: "key.created",
    targetId: made.key.id,
    after: { name: "ci", environment: "production", sharedKey: made.sharedKey, expiresAt: null },
  });
});

test("a revoked key stays revoked, is announced and told once, with the reason", async () => {
  const { organization, developer, applicationId } = await mint();
  const { key } = await createKey(developer, applicationId, production);
  const before = Date.now();
  const wish = { reason: "compromised", note: " seen in a log " };
  const revoked = await revokeKey(developer, key.id, wish);
  expect(revoked).toMatchObject({
    key: { id: key.id, status: "revoked", revokedBy: developer.id, revokeReason: "compromised" },
    revision: 2,
    gates: { acknowledged: 0, lapsed: 0 },
  });
  expect(Math.abs(Date.parse(revoked.effectiveAt) - before)).toBeLessThan(5000);
  expect(Date.parse(revoked.effectiveAt)).toBeGreaterThanOrEqual(
    Date.parse(revoked.key.revokedAt ?? ""),
  );
  const again = await revokeKey(organization.owner, key.id, { reason: "unused" });
  expect(again.key).toEqual(revoked.key);
  expect((await auditOf(organization)).slice(2)).toMatchObject([
    {
      action: "key.revoked",
      reason: "compromised: seen in a log",
      targetId: key.id,
      applicationId,
      before: { status: "active" },
      after: { status: "revoked" },
    },
  ]);
  expect(await changesOf(organization)).toEqual([{ kind: "key", id: key.id, revision: 2 }]);
});

test("50 revocations at once tell it once", async () => {
  const { organization, owner, applicationId } = await mint();
  const { key } = await createKey(owner, applicationId, production);
  await Promise.all(Array.from({ length: 50 }, () => revokeKey(owner, key.id, {})));
  const told = (await auditOf(organization)).filter((event) => event.action === "key.revoked");
  expect(told).toHaveLength(1);
  expect((await getKey(owner, key.id)).revision).toBe(2);
});

test("a key is renamed, unless somebody was quicker", async () => {
  const { organization, developer, applicationId } = await mint();
  const { key } = await createKey(developer, applicationId, production);
  expect(await editKey(developer, key.id, { name: " build " }, 1)).toMatchObject({
    name: "build",
    revision: 2,
  });
  await expect(editKey(developer, key.id, { name: "x" }, 1)).rejects.toMatchObject({
    code: "PRECONDITION_FAILED",
  });
  expect(await editKey(developer, key.id, {})).toMatchObject({ revision: 2 });
  expect((await auditOf(organization)).at(-1)).toMatchObject({
    action: "key.edited",
    before: { name: "ci" },
    after: { name: "build" },
  });
  expect(await changesOf(organization)).toEqual([{ kind: "key", id: key.id, revision: 2 }]);
  for (const input of [{ name: "" }, { name: 1 }, { environment: "staging" }, { secret: "x" }]) {
    await expect(editKey(developer, key.id, input)).rejects.toMatchObject({ code: "INVALID" });
  }
});

test("a developer reaches the keys of their own applications only, an auditor none", async () => {
  const { owner, developer, auditor, organization } = await mint();
  const input = { name: "Other", baseUrl: "https://o.example" };
  const other = await createApplication(owner, input);
  const { key } = await createKey(owner, other.id, production);
  const { actor: reader } = await mintToken(organization, ["keys.read"]);
  for (const actor of [developer, auditor, reader]) {
    for (const attempt of [
      () => createKey(actor, other.id, production),
      () => editKey(actor, key.id, { name: "x" }),
      () => revokeKey(actor, key.id, {}),
    ]) {
      await expect(attempt()).rejects.toMatchObject({ code: "FORBIDDEN" });
    }
    expect((await getKey(actor, key.id)).status).toBe("active");
  }
});

test("a stranger's key is not found, byte for byte as one that does not exist", async () => {
  const [ours, theirs] = [await mint(), await mint()];
  const { key, apiKey } = await createKey(theirs.owner, theirs.applicationId, production);
  for (const verb of [
    (id: unknown) => getKey(ours.owner, id),
    (id: unknown) => editKey(ours.owner, id, { name: "x" }, 7),
    (id: unknown) => revokeKey(ours.owner, id, {}),
  ]) {
    const answer = await rejection(verb(key.id));
    expect(answer).toMatchObject({ code: "NOT_FOUND" });
    for (const id of [newId("key"), "key_1", theirs.applicationId, "\u0000"]) {
      expect(await rejection(verb(id))).toEqual(answer);
    }
  }
  for (const search of [apiKey, key.id, key.sharedKey]) {
    expect((await listKeys(ours.owner, { search })).data).toEqual([]);
  }
  expect((await getKey(theirs.owner, key.id)).status).toBe("active");
});

test("keys are searched, filtered, sorted and walked through", async () => {
  const { organization, owner, developer, applicationId } = await mint();
  const soon = new Date(Date.now() + 3_600_000).toISOString();
  const a = await createKey(developer, applicationId, { ...production, expiresAt: soon });
  const b = await createKey(owner, applicationId, { name: "Build", environment: "staging" });
  const c = await createKey(owner, applicationId, { name: "a_1", environment: "development" });
  await alter(organization, b.key.id, { expiresAt: new Date(Date.now() - 1000) });
  await revokeKey(owner, c.key.id, {});
  const ids = async (query: Record<string, unknown>) =>
    (await listKeys(owner, query)).data.map((item) => item.id);
  const [ka, kb, kc] = [a.key.id, b.key.id, c.key.id];
  expect(await ids({})).toEqual([kc, kb, ka]);
  expect(await ids({ application: applicationId, limit: "1", page: "2" })).toEqual([kb]);
  expect(await ids({ status: "active" })).toEqual([ka]);
  expect(await ids({ status: "expired" })).toEqual([kb]);
  expect(await ids({ status: "revoked" })).toEqual([kc]);
  expect(await ids({ environment: "staging" })).toEqual([kb]);
  expect(await ids({ owner: "me" })).toEqual([kc, kb]);
  expect(await ids({ owner: developer.id })).toEqual([ka]);
  expect(await ids({ search: "A_1" })).toEqual([kc]);
  expect(await ids({ search: a.apiKey })).toEqual([ka]);
  expect(await ids({ search: `${a.sharedKey}${"0".repeat(33)}` })).toEqual([ka]);
  expect(await ids({ search: a.sharedKey })).toEqual([ka]);
  expect(await ids({ search: kb })).toEqual([kb]);
  const sorted = {
    name: [kc, kb, ka],
    environment: [kc, ka, kb],
    status: [ka, kb, kc],
    createdAt: [ka, kb, kc],
    expiresAt: [kb, ka, kc],
  };
  for (const [sort, expected] of Object.entries(sorted)) {
    expect(await ids({ sort, order: "asc" })).toEqual(expected);
  }
  for (const sort of [...Object.keys(sorted), "lastUsedAt"]) {
    const all = await ids({ sort, order: "desc" });
    const walked: string[] = [];
    let after: string | null = null;
    do {
      const query = { sort, order: "desc", limit: 1, ...(after ? { after } : {}) };
      const page = await listKeys(owner, query);
      walked.push(...page.data.map((item) => item.id));
      after = page.nextCursor;
    } while (after);
    expect(walked).toEqual(all);
  }
  expect(JSON.stringify(await listKeys(owner, {}))).not.toMatch(/hash|secret[^"]/);
});

test("the worker marks keys past their end in every organization, and tells it once", async () => {
  const [one, two] = [await mint(), await mint()];
  const past = { expiresAt: new Date(Date.now() - 1000) };
  const made: KeyId[] = [];
  for (const { organization, owner, applicationId } of [one, two]) {
    for (const status of ["active", "disabled", "revoked"] as const) {
      const { key } = await createKey(owner, applicationId, production);
      await alter(organization, key.id, { ...past, status });
      made.push(key.id);
    }
    await createKey(owner, applicationId, production);
  }
  await expireKeys();
  expect(await expireKeys()).toBe(0);
  for (const { organization, owner } of [one, two]) {
    const { data } = await listKeys(owner, { sort: "createdAt", order: "asc" });
    expect(data.map((key) => key.status)).toEqual(["expired", "expired", "revoked", "active"]);
    expect(data.map((key) => key.revision)).toEqual([2, 2, 1, 1]);
    const told = (await auditOf(organization)).filter((event) => event.action === "key.expired");
    expect(told).toHaveLength(2);
    expect(told[0]).toMatchObject({
      actorKind: "system",
      actorId: "expire-keys",
      outcome: "success",
    });
    expect(made).toContain(told[0]?.targetId);
    expect(await changesOf(organization)).toHaveLength(2);
  }
});

test("a service token bound to an environment handles the keys of no other", async () => {
  const { organization, owner, applicationId } = await mint();
  const { actor } = await mintToken(organization, ["keys.write", "keys.read"], {
    environment: "staging",
  });
  const { key } = await createKey(owner, applicationId, production);
  const refused = { code: "FORBIDDEN", message: expect.stringContaining("bound to staging") };
  await expect(createKey(actor, applicationId, production)).rejects.toMatchObject(refused);
  await expect(revokeKey(actor, key.id, {})).rejects.toMatchObject(refused);
  await expect(editKey(actor, key.id, { name: "x" })).rejects.toMatchObject(refused);
  const staging = await createKey(actor, applicationId, { ...production, environment: "staging" });
  expect((await revokeKey(actor, staging.key.id, {})).key.status).toBe("revoked");
});

test("a service token bound to an API makes and changes no key, which is good for every API", async () => {
  const { organization, owner, applicationId } = await mint();
  const { id: apiId } = await createApi(owner, {
    name: "Bound",
    slug: "bound",
    baseUrl: "https://bound.example",
  });
  const { key } = await createKey(owner, applicationId, production);
  for (const environment of [null, "production"] as const) {
    const { actor } = await mintToken(organization, ["keys.write", "keys.read"], {
      apiId,
      environment,
    });
    const refused = { code: "FORBIDDEN", message: expect.stringContaining("bound to an API") };
    await expect(createKey(actor, applicationId, production)).rejects.toMatchObject(refused);
    await expect(revokeKey(actor, key.id, {})).rejects.toMatchObject(refused);
    await expect(editKey(actor, key.id, { name: "x" })).rejects.toMatchObject(refused);
    expect((await listKeys(actor, {})).data).toMatchObject([{ id: key.id, revision: 1 }]);
  }
});

test("changes are forgotten after a day", async () => {
  const { organization, owner, applicationId } = await mint();
  const { key } = await createKey(owner, applicationId, production);
  await editKey(owner, key.id, { name: "one" });
  await editKey(owner, key.id, { name: "two" });
  await transact(owner, (tx) =>
    tx
      .update(changeLog)
      .set({ createdAt: new Date(Date.now() - 86_500_000) })
      .where(and(eq(changeLog.orgId, organization.id), eq(changeLog.revision, 2))),
  );
  expect(await pruneChangeLog()).toBe(1);
  expect(await pruneChangeLog()).toBe(0);
  expect(await changesOf(organization)).toEqual([{ kind: "key", id: key.id, revision: 3 }]);
});
