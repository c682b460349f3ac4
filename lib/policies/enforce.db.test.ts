import { and, eq, sql } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import {
  applications,
  keyPolicies,
  keys,
  memberships,
  policyExceptions,
  policyReminders,
} from "@/db/schema";
import { testDatabase } from "@/db/testing/database";
import { transact } from "@/db/transact";
import type { MemberActor } from "@/lib/access/actor";
import { createApplication } from "@/lib/applications/create";
import { type ApplicationId, type KeyId, type MemberId, newId } from "@/lib/ids";
import { createKey } from "@/lib/keys/create";
import { getKey } from "@/lib/keys/get";
import { enableKey } from "@/lib/keys/set-status";
import { listNotifications } from "@/lib/notifications/list";
import { mintOrganization } from "@/lib/testing/organization";
import { auditOf, changesOf } from "@/lib/testing/trail";
import { enforceIn, enforcePolicies } from "./enforce";
import { wholeOrganization } from "./load-rules";
import { prunePolicyReminders } from "./prune-reminders";
import type { EnforcedFrom, RuleName } from "./rules";

testDatabase();

const dayMs = 86_400_000;
const inDays = (days: number, ms = 0) => new Date(Date.now() + days * dayMs + ms);

type Rules = { rules: object; enforcedFrom?: EnforcedFrom };

/** An organization with an application of the developer's and keys that rules can bind. */
async function mintBound(own: Rules = { rules: {} }) {
  const organization = await mintOrganization();
  const { developer, owner } = organization;
  const crm = await createApplication(developer, { name: "CRM", baseUrl: "https://crm.example" });
  const alter = (id: KeyId, changes: object) =>
    transact(owner, (tx) =>
      tx
        .update(keys)
        .set(changes)
        .where(and(eq(keys.orgId, organization.id), eq(keys.id, id))),
    );
  const rule = (applicationId: ApplicationId, { rules, enforcedFrom = {} }: Rules) =>
    transact(owner, async (tx) => {
      const row = { rules, enforcedFrom, updatedBy: owner.id };
      await tx
        .insert(keyPolicies)
        .values({ orgId: organization.id, applicationId, ...row })
        .onConflictDoUpdate({ target: [keyPolicies.orgId, keyPolicies.applicationId], set: row });
    });
  const except = (keyId: KeyId, name: RuleName, until: Date) =>
    transact(owner, (tx) =>
      tx
        .insert(policyExceptions)
        .values({
          orgId: organization.id,
          keyId,
          rule: name,
          until,
          reason: "Moving",
          createdBy: owner.id,
        })
        .onConflictDoUpdate({
          target: [policyExceptions.orgId, policyExceptions.keyId, policyExceptions.rule],
          set: { until },
        }),
    );
  /** As from a time when no rule was set. */
  const make = async (name: string, changes: object = {}) => {
    const id = newId("key");
    await transact(owner, (tx) =>
      tx.insert(keys).values({
        orgId: organization.id,
        id,
        applicationId: crm.id,
        name,
        environment: "production",
        sharedKey: id,
        hash: Buffer.from(id),
        ownerId: developer.id,
        createdBy: developer.id,
        ...changes,
      }),
    );
    return id;
  };
  const statusOf = async (id: KeyId) => (await getKey(owner, id)).status;
  const enforced = () => enforceIn(organization.id);
  await rule(wholeOrganization, own);
  return { ...organization, organization, crm, alter, rule, except, make, statusOf, enforced };
}

type Bound = Awaited<ReturnType<typeof mintBound>>;

const told = async (member: MemberActor) =>
  (await listNotifications(member, {})).data.map(({ kind, facts }) => ({ kind, facts }));

/** What the job has done, as the log tells it. */
const done = async ({ organization }: Bound) =>
  (await auditOf(organization)).filter(({ actorKind }) => actorKind === "system");

const reminders = ({ organization, owner }: Bound) =>
  transact(owner, (tx) =>
    tx.select().from(policyReminders).where(eq(policyReminders.orgId, organization.id)),
  );

const networks = { networksRequired: { production: true } };

describe("a key that breaks a rule", () => {
  test("is disabled when it is due, not before; gates, log and owner hear of it, once", async () => {
    const bound = await mintBound();
    const { organization, developer, crm, make, rule, statusOf, enforced } = bound;
    const id = await make("ci");
    const due = inDays(0, 3_000);
    await rule(wholeOrganization, {
      rules: networks,
      enforcedFrom: { "networks.production": due.toISOString() },
    });
    expect(await enforced()).toBe(1);
    expect(await statusOf(id)).toBe("active");
    await rule(wholeOrganization, {
      rules: networks,
      enforcedFrom: { "networks.production": inDays(0, -1).toISOString() },
    });
    const before = (await changesOf(organization)).length;
    expect(await enforced()).toBe(1);
    const words = expect.stringMatching(/^Production keys name the networks/);
    expect(await getKey(developer, id)).toMatchObject({
      status: "disabled",
      statusBy: "enforce-policies",
      statusNote: words,
      statusSince: expect.any(String),
      revision: 2,
    });
    expect((await changesOf(organization)).slice(before)).toEqual([
      { kind: "key", id, revision: 2 },
    ]);
    expect((await done(bound)).at(-1)).toMatchObject({
      action: "key.disabled",
      actorId: "enforce-policies",
      actorName: "Enforce policies",
      targetId: id,
      applicationId: crm.id,
      reason: words,
      before: { status: "active" },
      after: { status: "disabled" },
    });
    expect((await told(developer))[0]).toEqual({
      kind: "key.stopped",
      facts: {
        keyId: id,
        key: "ci",
        applicationId: crm.id,
        application: "CRM",
        rule: "networks",
        what: "disabled",
      },
    });
    const events = (await auditOf(organization)).length;
    expect(await enforced()).toBe(0);
    expect((await auditOf(organization)).length).toBe(events);
  });

  test("is left alone while it is excepted, and disabled when the exception ends", async () => {
    const { make, rule, except, statusOf, enforced } = await mintBound();
    const id = await make("ci");
    const other = await make("other");
    await except(id, "networks", inDays(40));
    await except(id, "idle", inDays(-1));
    await except(other, "never", inDays(40));
    await rule(wholeOrganization, { rules: networks });
    expect(await enforced()).toBe(1);
    expect([await statusOf(id), await statusOf(other)]).toEqual(["active", "disabled"]);
    await except(id, "networks", inDays(0, -1));
    expect(await enforced()).toBe(1);
    expect(await statusOf(id)).toBe("disabled");
  });

  test.each([
    ["never", { neverAllowed: { production: false } }, {}, { expiresAt: inDays(400) }],
    [
      "lifetime",
      { maxLifetimeDays: { production: 90 } },
      { expiresAt: inDays(91) },
      { expiresAt: inDays(90) },
    ],
    ["networks", networks, {}, { allowedNetworks: ["203.0.113.7/32"] }],
    [
      "idle",
      { disableIdleDays: 60 },
      { createdAt: inDays(-60, -1000), expiresAt: inDays(400) },
      { createdAt: inDays(-300), lastUsedAt: inDays(-60, 60_000), expiresAt: inDays(400) },
    ],
    [
      "rotation",
      { rotateEveryDays: 60, rotationEnforced: true },
      { createdAt: inDays(-60, -1000) },
      { createdAt: inDays(-60, 60_000) },
    ],
  ] as const)(
    "%s: what breaks it is disabled, what obeys is not",
    async (name, rules, bad, good) => {
      const bound = await mintBound({ rules: { rotateEveryDays: null, ...rules } });
      const [broken, obedient] = [await bound.make("bad", bad), await bound.make("good", good)];
      await bound.enforced();
      expect([await bound.statusOf(broken), await bound.statusOf(obedient)]).toEqual([
        "disabled",
        "active",
      ]);
      expect(
        (await told(bound.developer)).find(({ kind }) => kind === "key.stopped"),
      ).toMatchObject({
        facts: { rule: name, key: "bad" },
      });
      await enableKey(bound.owner, broken).catch(() => {});
      await bound.enforced();
      expect(await bound.statusOf(broken)).toBe("disabled");
    },
  );

  test("of an application with stricter rules is judged by them", async () => {
    const bound = await mintBound();
    const { owner, crm, make, rule, statusOf, enforced, organization } = bound;
    const id = await make("ci");
    const shop = await createApplication(owner, { name: "Shop", baseUrl: "https://x.example" });
    const { key } = await createKey(owner, shop.id, { name: "ci", environment: "production" });
    await rule(crm.id, { rules: networks });
    expect(await enforced()).toBe(1);
    expect([await statusOf(id), await statusOf(key.id)]).toEqual(["disabled", "active"]);
    expect(organization.id).toBe(owner.organizationId);
  });

  test("is not disabled where it is not active, over or deleted", async () => {
    const { make, statusOf, enforced } = await mintBound({ rules: networks });
    const id = await make("quarantined", { status: "quarantined" });
    await make("disabled", { status: "disabled" });
    await make("revoked", { status: "revoked" });
    await make("expired", { expiresAt: inDays(-1) });
    await make("retired", { retiresAt: inDays(-1) });
    await make("deleted", { deletedAt: inDays(-1) });
    expect(await enforced()).toBe(0);
    expect(await statusOf(id)).toBe("quarantined");
  });

  test("is only reminded of a rotation that nobody enforces", async () => {
    const bound = await mintBound({ rules: { rotateEveryDays: 90 } });
    const { developer, make, statusOf, enforced } = bound;
    const late = await make("late", { createdAt: inDays(-400) });
    const soon = await make("soon", { createdAt: inDays(-84) });
    expect(await enforced()).toBe(1);
    expect([await statusOf(late), await statusOf(soon)]).toEqual(["active", "active"]);
    expect(await told(developer)).toMatchObject([
      { kind: "key.due", facts: { keyId: soon, rule: "rotation", daysLeft: 6 } },
    ]);
  });
});

describe("a key that a policy has disabled", () => {
  const revoking = { ...networks, revokeDisabledDays: 10 };

  test("is revoked so many days later, where it still breaks a rule", async () => {
    const bound = await mintBound({ rules: revoking });
    const { organization, developer, make, alter, except, statusOf, enforced } = bound;
    const id = await make("ci");
    const mended = await make("mended");
    const excepted = await make("excepted");
    expect(await enforced()).toBe(3);
    for (const one of [id, mended, excepted])
      await alter(one, { statusSince: inDays(-10, 60_000) });
    expect(await enforced()).toBe(0);
    for (const one of [id, mended, excepted]) await alter(one, { statusSince: inDays(-10, -1) });
    await alter(mended, { allowedNetworks: ["203.0.113.7/32"] });
    await except(excepted, "networks", inDays(1));
    const before = (await changesOf(organization)).length;
    expect(await enforced()).toBe(1);
    expect(await getKey(developer, id)).toMatchObject({
      status: "revoked",
      revokeReason: "other",
      revokedBy: "enforce-policies",
    });
    expect([await statusOf(mended), await statusOf(excepted)]).toEqual(["disabled", "disabled"]);
    expect((await changesOf(organization)).slice(before)).toMatchObject([{ kind: "key", id }]);
    expect((await done(bound)).at(-1)).toMatchObject({
      action: "key.revoked",
      targetId: id,
      reason: expect.stringMatching(/^other: Production keys name/),
    });
    expect((await told(developer))[0]).toMatchObject({
      kind: "key.stopped",
      facts: { keyId: id, rule: "networks", what: "revoked" },
    });
    expect(await enforced()).toBe(0);
  });

  test("is revoked as unused where it was idle", async () => {
    const rules = { disableIdleDays: 30, revokeDisabledDays: 1 };
    const { make, alter, enforced, owner } = await mintBound({ rules });
    const id = await make("ci", { createdAt: inDays(-200) });
    await enforced();
    await alter(id, { statusSince: inDays(-1, -1) });
    await enforced();
    expect(await getKey(owner, id)).toMatchObject({ status: "revoked", revokeReason: "unused" });
  });

  test("stays where nobody wants it revoked, and so does one that people disabled", async () => {
    const { developer, make, alter, rule, statusOf, enforced } = await mintBound({
      rules: networks,
    });
    const id = await make("ci");
    await enforced();
    await alter(id, { statusSince: inDays(-400) });
    expect(await enforced()).toBe(0);
    await rule(wholeOrganization, { rules: revoking });
    await alter(id, { statusBy: developer.id });
    expect(await enforced()).toBe(0);
    expect(await statusOf(id)).toBe("disabled");
  });
});

describe("reminders", () => {
  test("come 30, 14, 7 and 1 days before, each once, with the days that are left", async () => {
    const bound = await mintBound();
    const { organization, developer, crm, make, alter, enforced } = bound;
    const id = await make("ci", { createdAt: inDays(-300), expiresAt: inDays(31) });
    const left = async (days: number) => {
      await alter(id, { expiresAt: inDays(days) });
      const before = (await told(developer)).length;
      const count = await enforced();
      expect(await enforced()).toBe(0);
      const news = (await told(developer)).slice(0, (await told(developer)).length - before);
      expect(news).toHaveLength(count);
      return news.map(({ facts }) => "daysLeft" in facts && facts.daysLeft);
    };
    expect(await left(31)).toEqual([]);
    expect(await left(29.5)).toEqual([30]);
    expect(await left(13.2)).toEqual([14]);
    expect(await left(4.5)).toEqual([5]);
    expect(await left(0.1)).toEqual([1]);
    expect((await told(developer))[0]).toMatchObject({
      kind: "key.due",
      facts: { keyId: id, key: "ci", applicationId: crm.id, application: "CRM", rule: "expiry" },
    });
    expect((await done(bound)).map(({ action }) => action)).toEqual(Array(4).fill("key.reminded"));
    const last = (await done(bound)).at(-1);
    expect(last).toMatchObject({
      targetKind: "key",
      targetId: id,
      applicationId: crm.id,
      after: { rule: "expiry", daysLeft: 1, dueAt: expect.any(String) },
    });
    expect((await reminders(bound)).map(({ daysLeft }) => daysLeft).sort((a, b) => a - b)).toEqual([
      1, 7, 14, 30,
    ]);
    expect(organization.id).toBe(developer.organizationId);
  });

  test("of one deadline, as its days go by", async () => {
    const bound = await mintBound({ rules: { rotateEveryDays: 90, rotationEnforced: true } });
    const { developer, make, alter, statusOf, enforced } = bound;
    const id = await make("ci");
    const told_: number[] = [];
    for (const age of [50, 60.5, 61, 76.5, 80, 83.5, 88, 89.5, 89.9]) {
      await alter(id, { createdAt: inDays(-age) });
      // The deadline moves with the age here: what was noted is moved with it.
      await transact(developer, (tx) =>
        tx.update(policyReminders).set({
          dueAt: sql`(select created_at + interval '90 days' from keys where id = key_id)`,
        }),
      );
      told_.push(await enforced());
    }
    expect(told_).toEqual([0, 1, 0, 1, 0, 1, 0, 1, 0]);
    await alter(id, { createdAt: inDays(-90, -1) });
    expect(await enforced()).toBe(1);
    expect(await statusOf(id)).toBe("disabled");
  });

  test("go to the key's owner, of a service-owned or orphaned one to the application's", async () => {
    const bound = await mintBound();
    const { organization, owner, admin, developer, crm, make, alter, enforced } = bound;
    const soon = { createdAt: inDays(-300), expiresAt: inDays(6) };
    const of = (name: string, ownerId: MemberId | null) => make(name, { ...soon, ownerId });
    await of("admin's", admin.id);
    await of("nobody's", null);
    const orphan = await of("orphan", developer.id);
    await transact(owner, async (tx) => {
      await tx
        .update(memberships)
        .set({ removedAt: inDays(-1) })
        .where(and(eq(memberships.orgId, organization.id), eq(memberships.id, developer.id)));
      await tx
        .update(applications)
        .set({ ownerId: owner.id })
        .where(and(eq(applications.orgId, organization.id), eq(applications.id, crm.id)));
    });
    expect(await enforced()).toBe(3);
    const names = async (member: MemberActor) =>
      (await told(member)).map(({ facts }) => "key" in facts && facts.key).sort();
    expect(await names(admin)).toEqual(["admin's"]);
    expect(await names(owner)).toEqual(["nobody's", "orphan"]);
    expect(await names(developer)).toEqual([]);
    await alter(orphan, { expiresAt: inDays(60) });
  });

  test("are forgotten when their deadline has long passed", async () => {
    const bound = await mintBound();
    const { owner, make, enforced } = bound;
    await make("ci", { createdAt: inDays(-300), expiresAt: inDays(6) });
    await make("other", { createdAt: inDays(-300), expiresAt: inDays(6) });
    await enforced();
    const [first] = await reminders(bound);
    await transact(owner, (tx) =>
      tx
        .update(policyReminders)
        .set({ createdAt: inDays(-61) })
        .where(
          and(
            eq(policyReminders.orgId, owner.organizationId),
            eq(policyReminders.keyId, first?.keyId ?? ("" as KeyId)),
          ),
        ),
    );
    expect(await prunePolicyReminders()).toBe(1);
    expect(await reminders(bound)).toHaveLength(1);
  });
});

test("many workers at once do everything once", async () => {
  const bound = await mintBound({ rules: networks });
  const { make, enforced } = bound;
  for (let i = 0; i < 5; i++) await make(`stopped ${i}`);
  const fine = { allowedNetworks: ["203.0.113.7/32"], createdAt: inDays(-300) };
  for (let i = 0; i < 5; i++) await make(`told ${i}`, { ...fine, expiresAt: inDays(6) });
  const counts = await Promise.all(Array.from({ length: 6 }, () => enforced()));
  expect(counts.reduce((sum, count) => sum + count)).toBe(10);
  const actions = (await done(bound)).map(({ action }) => action).sort();
  expect(actions).toEqual([...Array(5).fill("key.disabled"), ...Array(5).fill("key.reminded")]);
  expect(await told(bound.developer)).toHaveLength(10);
});

test("what fails in one organization harms no other, and no expiry is overlooked", async () => {
  const bad = await mintBound({ rules: { networksRequired: "garbage" } });
  const soon = { createdAt: inDays(-300), expiresAt: inDays(6) };
  const expiring = await bad.make("soon", soon);
  const broken = await bad.make("broken");
  const good = await mintBound({ rules: networks });
  const stopped = await good.make("ci");
  await enforcePolicies();
  expect(await good.statusOf(stopped)).toBe("disabled");
  expect(await bad.statusOf(broken)).toBe("active");
  expect(await told(bad.developer)).toMatchObject([{ facts: { keyId: expiring, rule: "expiry" } }]);
});
