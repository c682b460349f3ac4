import { and, eq } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { policyExceptions } from "@/db/schema";
import { testDatabase } from "@/db/testing/database";
import { transact } from "@/db/transact";
import { revokeKey } from "@/lib/keys/revoke";
import { mintOrganization } from "@/lib/testing/organization";
import { ahead, mintApplication, mintKeyOf } from "@/lib/testing/policies";
import { auditOf, rejection } from "@/lib/testing/trail";
import { dayMs } from "./breaches";
import { endException, exceptKey, getException } from "./except-key";
import { judgeKey } from "./judge";
import { listExceptions } from "./list-exceptions";
import { setPolicies } from "./set";

testDatabase();

const about = (time: string | undefined, days: number) =>
  expect(Math.abs(Date.parse(time ?? "") - Date.now() - days * dayMs)).toBeLessThan(60_000);

const ninety = { maxLifetimeDays: { production: 90 } };

describe("exceptions", () => {
  test("a key may break one rule until then; ended, it obeys", async () => {
    const organization = await mintOrganization();
    const { owner, developer, auditor } = organization;
    const key = await mintKeyOf(organization, await mintApplication(organization));
    await setPolicies(owner, { rules: ninety, enforceFrom: ahead(0) });
    const breach = async () => (await judgeKey(auditor, key.id)).breaches[0];
    expect(await breach()).toMatchObject({ rule: "never", breaksAt: null, exceptUntil: null });
    about((await breach())?.dueAt ?? undefined, 0);
    const until = ahead(30);
    const wish = { rule: "never", until, reason: "The supplier renews it." };
    await expect(exceptKey(developer, key.id, wish)).rejects.toMatchObject({ code: "FORBIDDEN" });
    const first = await exceptKey(owner, key.id, wish, 2);
    expect(first).toMatchObject({ ...wish, id: `${key.id}/never`, revision: 3 });
    expect(await exceptKey(owner, key.id, wish)).toEqual(first);
    expect(await breach()).toMatchObject({ dueAt: until, exceptUntil: until });
    await expect(exceptKey(owner, key.id, wish, 2)).rejects.toMatchObject({
      code: "PRECONDITION_FAILED",
    });
    const longer = ahead(60);
    await exceptKey(owner, key.id, { ...wish, until: longer });
    expect(await getException(auditor, key.id, { rule: "never" })).toMatchObject({ until: longer });
    expect((await listExceptions(auditor)).data).toMatchObject([
      { key: { id: key.id, name: "ci" }, until: longer, createdByName: owner.name },
    ]);
    await expect(endException(developer, key.id, { rule: "never" })).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
    await endException(owner, key.id, { rule: "never" });
    expect(await breach()).toMatchObject({ exceptUntil: null });
    for (const rule of ["never", "lifetime", "colour"]) {
      await expect(endException(owner, key.id, { rule })).rejects.toMatchObject({
        code: "NOT_FOUND",
      });
    }
    expect((await auditOf(organization)).slice(-3)).toMatchObject([
      {
        action: "policy.excepted",
        targetId: key.id,
        reason: wish.reason,
        after: { rule: "never", until, reason: wish.reason },
      },
      { action: "policy.excepted", before: { until }, after: { until: longer } },
      { action: "policy.exception-ended", before: { rule: "never", until: longer } },
    ]);
  });

  test("what is wrong with one is said at its place", async () => {
    const [organization, theirs] = [await mintOrganization(), await mintOrganization()];
    const { owner } = organization;
    const id = await mintApplication(organization);
    const [key, over] = [await mintKeyOf(organization, id), await mintKeyOf(organization, id)];
    const foreign = await mintKeyOf(theirs, await mintApplication(theirs));
    await revokeKey(owner, over.id, {});
    const wish = { rule: "never", until: ahead(3), reason: "Soon." };
    const put = (exceptions: object[]) => setPolicies(owner, { rules: ninety, exceptions });
    const { length } = await auditOf(organization);
    for (const [path, bad] of [
      ["exceptions.1.keyId", { ...wish, keyId: foreign.id }],
      ["exceptions.1.keyId", { ...wish, keyId: over.id }],
      ["exceptions.1.keyId", { ...wish, keyId: "key_x" }],
      ["exceptions.1.rule", { ...wish, keyId: key.id, rule: "colour" }],
      ["exceptions.1.until", { ...wish, keyId: key.id, rule: "idle", until: ahead(-1) }],
      ["exceptions.1.until", { ...wish, keyId: key.id, rule: "idle", until: ahead(400) }],
      ["exceptions.1.reason", { ...wish, keyId: key.id, rule: "idle", reason: " " }],
      ["exceptions", { ...wish, keyId: key.id }],
    ] as const) {
      await expect(put([{ ...wish, keyId: key.id }, bad])).rejects.toMatchObject({
        code: "INVALID",
        extra: { errors: [{ path }] },
      });
    }
    expect(await auditOf(organization)).toHaveLength(length);
    await expect(exceptKey(owner, over.id, wish)).rejects.toMatchObject({ code: "CONFLICT" });
    expect(await rejection(exceptKey(owner, foreign.id, wish))).toEqual(
      await rejection(exceptKey(owner, foreign.id.replace(/.{5}$/, "00000"), wish)),
    );
    await put([{ ...wish, keyId: key.id }]);
    expect((await auditOf(organization)).slice(length).map(({ action }) => action)).toEqual([
      "policy.changed",
      "policy.excepted",
    ]);
    expect((await judgeKey(owner, key.id)).breaches).toMatchObject([{ exceptUntil: wish.until }]);
  });

  test("the list is in pages, those that end first first, without what is over", async () => {
    const organization = await mintOrganization();
    const { owner } = organization;
    const id = await mintApplication(organization);
    const [key, other, over] = [
      await mintKeyOf(organization, id),
      await mintKeyOf(organization, id),
      await mintKeyOf(organization, id),
    ];
    const until = ahead(5);
    for (const [one, rule, end] of [
      [key, "never", until],
      [key, "networks", until],
      [other, "never", until],
      [other, "idle", ahead(2)],
      [other, "rotation", ahead(1)],
      [over, "never", ahead(1)],
    ] as const) {
      await exceptKey(owner, one.id, { rule, until: end, reason: "Soon." });
    }
    await revokeKey(owner, over.id, {});
    await transact(owner, (tx) =>
      tx
        .update(policyExceptions)
        .set({ until: new Date(Date.now() - 1000) })
        .where(
          and(eq(policyExceptions.orgId, organization.id), eq(policyExceptions.rule, "rotation")),
        ),
    );
    const seen: string[] = [];
    for (let after: string | undefined, more = true; more; ) {
      const page = await listExceptions(owner, { limit: 1, ...(after && { after }) });
      expect(page.total).toBe(4);
      seen.push(...page.data.map((one) => one.id));
      after = page.nextCursor ?? undefined;
      more = after !== undefined;
    }
    const [first, second] = [key.id, other.id].sort();
    expect(seen).toEqual([
      `${other.id}/idle`,
      `${key.id}/networks`,
      `${first}/never`,
      `${second}/never`,
    ]);
  });
});
