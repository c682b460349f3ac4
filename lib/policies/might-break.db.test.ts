import { and, eq, inArray, ne } from "drizzle-orm";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { keyPolicies, keys } from "@/db/schema";
import { testDatabase } from "@/db/testing/database";
import { transact } from "@/db/transact";
import type { KeyId } from "@/lib/ids";
import { mintOrganization } from "@/lib/testing/organization";
import { mintApplication, mintKeyOf } from "@/lib/testing/policies";
import { breachesOf, dayMs } from "./breaches";
import { loadAllRules, loadRules } from "./load-rules";
import { withRules } from "./merge";
import { mightBreak, mightBreakAny } from "./might-break";
import { setApplicationRules } from "./override";
import { RulesWish } from "./rule-fields";
import { loosestRules } from "./rules";
import { setPolicies } from "./set";

testDatabase();

describe("the search for keys that might break a rule", () => {
  const number = (most: number) => fc.option(fc.integer({ min: 1, max: most }), { nil: null });
  const cells = <T>(cell: fc.Arbitrary<T>) =>
    fc.record({ development: cell, staging: cell, production: cell });
  const wishes = fc
    .record(
      {
        maxLifetimeDays: cells(number(60)),
        neverAllowed: cells(fc.boolean()),
        rotateEveryDays: number(60),
        rotationEnforced: fc.boolean(),
        networksRequired: cells(fc.boolean()),
        disableIdleDays: number(60),
      },
      { requiredKeys: [] },
    )
    .map((wish) => RulesWish.parse(wish));

  test("finds all of them, and none of another application's by its rules", async () => {
    const organization = await mintOrganization();
    const { owner, id: org } = organization;
    const near = await mintApplication(organization);
    const now = new Date();
    const day = (days: number) => new Date(now.getTime() + days * dayMs);
    const ids: KeyId[] = [];
    for (let count = 0; count < 120; count++) {
      const environment = (["development", "staging", "production"] as const)[count % 3];
      ids.push((await mintKeyOf(organization, near, { environment })).id);
    }
    const pick = (seed: number, most: number) => (seed * 7919) % most;
    await transact(owner, async (tx) => {
      for (const [at, id] of ids.entries()) {
        const createdAt = day(-pick(at, 67) - (at % 2) / 2);
        await tx
          .update(keys)
          .set({
            createdAt,
            expiresAt:
              at % 4 === 0 ? null : new Date(createdAt.getTime() + (70 + pick(at, 61)) * dayMs),
            lastUsedAt: at % 3 === 0 ? null : day(-pick(at + 1, 63)),
            notBefore: at % 6 === 0 ? day(-pick(at, 41)) : null,
            allowedNetworks: at % 5 === 0 ? ["203.0.113.0/24"] : null,
            retiresAt: at % 11 === 0 ? day(1) : null,
          })
          .where(and(eq(keys.orgId, org), eq(keys.id, id)));
      }
    });
    let most = 0;
    await transact(owner, async (tx) => {
      const rows = await tx.select().from(keys).where(eq(keys.orgId, org));
      await fc.assert(
        fc.asyncProperty(wishes, async (wish) => {
          const rules = withRules(loosestRules, wish);
          const found = await tx
            .select({ id: keys.id })
            .from(keys)
            .where(and(eq(keys.orgId, org), mightBreak(rules, now)));
          const broken = rows.filter((row) => breachesOf(row, rules, {}, [], now).length > 0);
          const least = broken.map(({ id }) => id).sort();
          most = Math.max(most, rows.length - least.length);
          expect(found.map(({ id }) => id).sort()).toEqual(least);
        }),
        { numRuns: 60 },
      );
    });
    expect(most).toBeGreaterThan(0);

    const far = await mintApplication(organization);
    await transact(owner, (tx) =>
      tx
        .update(keys)
        .set({ applicationId: far })
        .where(and(eq(keys.orgId, org), inArray(keys.id, ids.slice(0, 40)))),
    );
    await setPolicies(owner, { rules: { rotateEveryDays: null, disableIdleDays: 3000 } });
    await setApplicationRules(owner, far, { rules: { neverAllowed: { staging: false } } });
    await transact(owner, async (tx) => {
      const all = await loadAllRules(tx, org);
      const found = await tx
        .select()
        .from(keys)
        .where(and(eq(keys.orgId, org), mightBreakAny(all, now)));
      expect(found.length).toBeGreaterThan(0);
      expect(found.every((key) => key.applicationId === far && key.environment === "staging")).toBe(
        true,
      );
      expect(all.rulesOf(far)).toEqual(await loadRules(tx, org, far));
      await tx
        .update(keyPolicies)
        .set({ rules: "garbage" })
        .where(and(eq(keyPolicies.orgId, org), ne(keyPolicies.applicationId, far)));
      const spoilt = await loadAllRules(tx, org);
      expect(() => spoilt.rulesOf(far)).toThrow("can't be understood");
      expect(await tx.$count(keys, mightBreakAny(spoilt, now))).toBe(0);
    });
  });
});
