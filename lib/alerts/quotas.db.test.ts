import { and, eq, sql } from "drizzle-orm";
import { expect, test, vi } from "vitest";
import { keys, organizations, quotaNotices } from "@/db/schema";
import { transact } from "@/db/transact";
import { editApplication } from "@/lib/applications/edit";
import { type KeyId, newId, type OrganizationId } from "@/lib/ids";
import { createKey } from "@/lib/keys/create";
import { editKey } from "@/lib/keys/edit";
import { listNotifications } from "@/lib/notifications/list";
import { testDatabase } from "@/lib/testing/database";
import { mintKey } from "@/lib/testing/key";
import { recordUse } from "@/lib/testing/limits";
import { mintOrganization } from "@/lib/testing/organization";
import { auditOf, rejection } from "@/lib/testing/trail";
import { foldUsage } from "@/lib/usage/fold";
import { dayMs, floor, hourMs, minuteMs } from "@/lib/usage/period";
import { noticeQuotas } from "./notice-quotas";
import { pruneQuotaNotices } from "./prune-notices";
import { applicationQuotaUse, keyQuotaUse } from "./quota-use";

testDatabase();

const today = floor(Date.now(), dayMs);
const perDay = (limit: number) => ({ quota: { limit, period: "day" } });

/** A key of the developer, in an application that the owner has and the developer maintains. */
async function mintLimited(limit = 100) {
  const organization = await mintOrganization();
  const { owner, developer } = organization;
  const { key, applicationId } = await mintKey(owner);
  await editApplication(owner, applicationId, { maintainerIds: [developer.id] });
  await editKey(owner, key.id, perDay(limit));
  const heard = async (member = owner) =>
    (await listNotifications(member, {})).data.map(({ kind }) => kind).reverse();
  return { organization, ...organization, key, applicationId, heard };
}

const update = (
  organizationId: OrganizationId,
  id: KeyId,
  set: Partial<typeof keys.$inferInsert>,
) =>
  transact({ organizationId }, (tx) =>
    tx
      .update(keys)
      .set(set)
      .where(and(eq(keys.orgId, organizationId), eq(keys.id, id))),
  );

async function use(organizationId: OrganizationId, keyId: KeyId, cost: number, at = new Date()) {
  await recordUse({ organizationId, keyId }, cost, at);
  await update(organizationId, keyId, { lastUsedAt: new Date() });
}

test("80 and 100 % of a quota are told of once each, also by two workers at once", async () => {
  const { organization, id, key, applicationId, developer, admin, heard } = await mintLimited();
  const both = async () => (await Promise.all([noticeQuotas(), noticeQuotas()])).sort();
  await use(id, key.id, 79);
  expect(await both()).toEqual([0, 0]);
  await use(id, key.id, 1);
  expect(await both()).toEqual([0, 1]);
  expect(await both()).toEqual([0, 0]);
  await use(id, key.id, 20);
  expect(await both()).toEqual([0, 1]);
  expect(await both()).toEqual([0, 0]);
  expect(await heard()).toEqual(["quota.near", "quota.reached"]);
  expect(await heard(developer)).toEqual(["quota.near", "quota.reached"]);
  expect(await heard(admin)).toEqual(["quota.reached"]);
  const facts = { limit: 100, period: "day", endsAt: new Date(today + dayMs).toISOString() };
  const about = { keyId: key.id, key: key.name, applicationId };
  expect((await listNotifications(developer, {})).data).toMatchObject([
    { kind: "quota.reached", facts: { ...about, ...facts, used: 100 } },
    { kind: "quota.near", facts: { ...about, ...facts, used: 80 } },
  ]);
  const events = (await auditOf(organization)).filter(({ actorKind }) => actorKind === "system");
  expect(events).toMatchObject([
    { action: "key.quota-near", targetId: key.id, applicationId, after: { ...facts, used: 80 } },
    {
      action: "key.quota-reached",
      targetId: key.id,
      applicationId,
      after: { ...facts, used: 100 },
    },
  ]);
});

test("what is used up at once is told of once, and again in the next period", async () => {
  const { id, key, heard } = await mintLimited();
  await use(id, key.id, 250);
  expect(await noticeQuotas()).toBe(1);
  expect(await heard()).toEqual(["quota.reached"]);
  const tomorrow = new Date(today + dayMs + minuteMs);
  await recordUse({ organizationId: id, keyId: key.id }, 80, tomorrow);
  await update(id, key.id, { lastUsedAt: tomorrow });
  expect(await noticeQuotas(tomorrow.getTime())).toBe(1);
  expect(await heard()).toEqual(["quota.reached", "quota.near"]);
});

test("another quota is told of anew", async () => {
  const { id, key, owner, heard } = await mintLimited();
  await use(id, key.id, 100);
  expect(await noticeQuotas()).toBe(1);
  await editKey(owner, key.id, { name: "renamed" });
  expect(await noticeQuotas()).toBe(0);
  await editKey(owner, key.id, perDay(200));
  expect(await noticeQuotas()).toBe(0);
  await use(id, key.id, 60);
  expect(await noticeQuotas()).toBe(1);
  expect(await heard()).toEqual(["quota.reached", "quota.near"]);
});

test("what was used up while nobody looked is told of by the first look", async () => {
  const { id, key } = await mintLimited();
  await use(id, key.id, 100);
  await update(id, key.id, { lastUsedAt: new Date(Date.now() - 3 * hourMs) });
  expect(await noticeQuotas()).toBe(0);
  vi.resetModules();
  const begun = await import("./notice-quotas");
  expect(await begun.noticeQuotas()).toBe(1);
});

test("the owner of a key is told, and where they left the one of its application", async () => {
  const { id, developer, owner, applicationId, heard } = await mintLimited();
  await editApplication(owner, applicationId, { ownerId: developer.id, maintainerIds: [] });
  const { key } = await createKey(owner, applicationId, {
    name: "mine",
    environment: "production",
    ...perDay(10),
  });
  expect(key.ownerId).toBe(owner.id);
  await use(id, key.id, 9);
  expect(await noticeQuotas()).toBe(1);
  expect([await heard(), await heard(developer)]).toEqual([["quota.near"], []]);
  const { key: service } = await createKey(developer, applicationId, {
    name: "service",
    environment: "production",
    ...perDay(10),
  });
  await update(id, service.id, { ownerId: null });
  await use(id, service.id, 9);
  expect(await noticeQuotas()).toBe(1);
  expect([await heard(), await heard(developer)]).toEqual([["quota.near"], ["quota.near"]]);
});

test("a key that was not used lately, whose quota can't be understood, or whose organization is gone is passed over", async () => {
  const { id, key } = await mintLimited();
  await use(id, key.id, 250);
  await update(id, key.id, { lastUsedAt: new Date(Date.now() - 2 * hourMs) });
  expect(await noticeQuotas()).toBe(0);
  await update(id, key.id, { lastUsedAt: new Date(), quotaLimit: -5 });
  expect(await noticeQuotas()).toBe(0);
  await update(id, key.id, { quotaLimit: 100 });
  const deleted = (deletedAt: Date | null) =>
    transact({ organizationId: id }, (tx) =>
      tx.update(organizations).set({ deletedAt }).where(eq(organizations.id, id)),
    );
  await deleted(new Date());
  expect(await noticeQuotas()).toBe(0);
  await deleted(null);
  expect(await noticeQuotas()).toBe(1);
});

test("what was told of long ago is forgotten", async () => {
  const { id, key } = await mintLimited();
  const told = (days: number) => ({
    orgId: id,
    keyId: key.id,
    periodStart: sql`now() - make_interval(days => ${days})`,
    percent: 80,
  });
  await transact({ organizationId: id }, (tx) =>
    tx.insert(quotaNotices).values([told(59), told(61)]),
  );
  expect(await pruneQuotaNotices()).toBe(1);
});

test("a key's use is foreseen by its last day, or by its week", async () => {
  const { id, owner, auditor, key } = await mintLimited(1000);
  expect(await keyQuotaUse(auditor, key.id)).toMatchObject({
    used: 0,
    limit: 1000,
    forecast: null,
  });
  const ends = new Date(today + dayMs).toISOString();
  const now = floor(Date.now(), hourMs);
  const left = (today + dayMs - Date.now()) / hourMs;
  await update(id, key.id, { createdAt: new Date(now - 12 * hourMs) });
  for (let hour = 1; hour <= 12; hour++) {
    await recordUse({ organizationId: id, keyId: key.id }, 10, new Date(now - hour * hourMs));
  }
  const since = Math.min(12, (now - today) / hourMs);
  const fresh = await keyQuotaUse(owner, key.id);
  expect(fresh).toMatchObject({
    period: "day",
    used: since * 10,
    startsAt: new Date(today).toISOString(),
    endsAt: ends,
    forecast: { by: "day", reachedAt: null },
  });
  expect(Math.abs((fresh?.forecast?.expected ?? 0) - since * 10 - left * 10)).toBeLessThan(2);
  await update(id, key.id, { createdAt: new Date(now - 300 * hourMs) });
  await recordUse({ organizationId: id, keyId: key.id }, 120, new Date(now - 190 * hourMs));
  expect(await keyQuotaUse(owner, key.id)).toMatchObject({ forecast: { by: "week" } });
  const before = await keyQuotaUse(owner, key.id);
  expect(await foldUsage()).toBeGreaterThan(0);
  const after = await keyQuotaUse(owner, key.id);
  expect(after?.used).toBe(before?.used);
  expect(after?.forecast?.by).toBe("week");
});

test("an application's quotas are listed, the fullest first", async () => {
  const { id, owner, auditor, key, applicationId } = await mintLimited(100);
  const add = async (name: string, limit: number | null, cost: number) => {
    const made = await createKey(owner, applicationId, {
      name,
      environment: "production",
      ...(limit && perDay(limit)),
    });
    await recordUse({ organizationId: id, keyId: made.key.id }, cost);
    return made.key;
  };
  await add("full", 50, 50);
  await add("half", 1000, 500);
  await add("free", null, 500);
  const revoked = await add("revoked", 10, 10);
  await update(id, revoked.id, { status: "revoked" });
  const { keys: found, of } = await applicationQuotaUse(auditor, applicationId);
  expect(found.map(({ name, used }) => [name, used])).toEqual([
    ["full", 50],
    ["half", 500],
    [key.name, 0],
  ]);
  expect(of).toBe(3);
});

test("a key without a quota has no use of one; a foreign one is as none", async () => {
  const { owner, key, applicationId } = await mintLimited();
  await editKey(owner, key.id, { quota: null });
  expect(await keyQuotaUse(owner, key.id)).toBeNull();
  const { owner: stranger } = await mintOrganization();
  const missing = await rejection(keyQuotaUse(stranger, newId("key")));
  expect(missing).toMatchObject({ code: "NOT_FOUND" });
  expect(await rejection(keyQuotaUse(stranger, key.id))).toEqual(missing);
  expect(await rejection(applicationQuotaUse(stranger, applicationId))).toEqual(
    await rejection(applicationQuotaUse(stranger, newId("app"))),
  );
});
