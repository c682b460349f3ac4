import { and, eq, sql } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { applications, memberships, policyReminders } from "@/db/schema";
import { testDatabase } from "@/db/testing/database";
import { transact } from "@/db/transact";
import type { MemberActor } from "@/lib/access/actor";
import type { KeyId, MemberId } from "@/lib/ids";
import { done, inDays, mintBound, reminders, told } from "@/lib/testing/bound-keys";
import { prunePolicyReminders } from "./prune-reminders";

testDatabase();

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
