import { and, eq } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { keyPolicies } from "@/db/schema";
import { testDatabase } from "@/db/testing/database";
import { transact } from "@/db/transact";
import { mintOrganization } from "@/lib/testing/organization";
import { ahead, mintApplication, mintKeyOf } from "@/lib/testing/policies";
import { auditOf, changesOf, rejection } from "@/lib/testing/trail";
import { dayMs } from "./breaches";
import { getPolicies } from "./get";
import { setApplicationRules } from "./override";
import { previewPolicies } from "./preview";
import { defaultRules } from "./rules";
import { setPolicies } from "./set";

testDatabase();

const about = (time: string | undefined, days: number) =>
  expect(Math.abs(Date.parse(time ?? "") - Date.now() - days * dayMs)).toBeLessThan(60_000);

const ninety = { maxLifetimeDays: { production: 90 } };

describe("the rules of an organization", () => {
  test("what is named is set, the rest stays; the log knows, and no gate has to", async () => {
    const organization = await mintOrganization();
    const { owner, admin, auditor } = organization;
    const set = await setPolicies(owner, { rules: ninety }, 1);
    expect(set).toMatchObject({
      revision: 2,
      rules: {
        ...defaultRules,
        maxLifetimeDays: { development: null, staging: null, production: 90 },
      },
    });
    expect(Object.keys(set.enforcedFrom).sort()).toEqual([
      "lifetime.production",
      "never.production",
    ]);
    about(set.enforcedFrom["lifetime.production"], 14);
    const from = ahead(3);
    const rules = { maxLifetimeDays: { staging: 60 }, disableIdleDays: 30 };
    await setPolicies(admin, { rules, enforceFrom: from });
    const { rules: present, enforcedFrom } = await getPolicies(auditor);
    expect(present.maxLifetimeDays).toEqual({ development: null, staging: 60, production: 90 });
    expect(enforcedFrom).toEqual({
      ...set.enforcedFrom,
      "lifetime.staging": from,
      "never.staging": from,
      idle: from,
    });
    expect(await setPolicies(admin, { rules: { disableIdleDays: 30 } })).toMatchObject({
      revision: 3,
    });
    expect(await changesOf(organization)).toEqual([]);
    expect(await auditOf(organization)).toMatchObject([
      {
        action: "policy.changed",
        targetId: "rules",
        actorId: owner.id,
        before: { "maxLifetimeDays.production": null },
        after: {
          "maxLifetimeDays.production": 90,
          "enforcedFrom.never.production": expect.any(String),
        },
      },
      {
        actorId: admin.id,
        before: { "maxLifetimeDays.staging": null, disableIdleDays: null },
        after: { "maxLifetimeDays.staging": 60, disableIdleDays: 30, "enforcedFrom.idle": from },
      },
    ]);
  });

  test("loosening moves no deadline, and what demands nothing has none", async () => {
    const organization = await mintOrganization();
    const { owner } = organization;
    const from = ahead(20);
    await setPolicies(owner, { rules: { disableIdleDays: 30, ...ninety }, enforceFrom: from });
    const both = { "lifetime.production": from, "never.production": from };
    const looser = await setPolicies(owner, { rules: { disableIdleDays: 60 } });
    expect(looser.enforcedFrom).toEqual({ idle: from, ...both });
    const less = await setPolicies(owner, { rules: { disableIdleDays: null } });
    expect(less.enforcedFrom).toEqual(both);
    const off = await setPolicies(owner, {
      rules: { maxLifetimeDays: { production: null } },
    });
    expect([off.rules, off.enforcedFrom]).toEqual([defaultRules, {}]);
    const rows = await transact(owner, (tx) =>
      tx.select().from(keyPolicies).where(eq(keyPolicies.orgId, owner.organizationId)),
    );
    expect(rows).toEqual([]);
  });

  test("disabled keys are revoked from a date on, too", async () => {
    const { owner } = await mintOrganization();
    const from = ahead(7);
    const set = await setPolicies(owner, { rules: { revokeDisabledDays: 30 }, enforceFrom: from });
    expect(set.enforcedFrom).toEqual({ revoke: from });
    await setPolicies(owner, { rules: { revokeDisabledDays: 60 } });
    expect((await getPolicies(owner)).enforcedFrom).toEqual({ revoke: from });
  });

  test("what is no number of days, no rule and no time is refused by its name", async () => {
    const { owner, developer, auditor } = await mintOrganization();
    const refusal = async (input: object) =>
      ((await rejection(setPolicies(owner, input))) as { extra: { errors: { path: string }[] } })
        .extra.errors[0]?.path;
    for (const [path, input] of [
      ["rules.rotateEveryDays", { rules: { rotateEveryDays: 0 } }],
      ["rules.maxActiveKeys.production", { rules: { maxActiveKeys: { production: 2 ** 31 } } }],
      ["rules.maxLifetimeDays.test", { rules: { maxLifetimeDays: { test: 1 } } }],
      ["rules.kinds", { rules: { kinds: [] } }],
      ["rules.kinds.0", { rules: { kinds: ["magic"] } }],
      ["rules.colour", { rules: { colour: "red" } }],
      ["enforceFrom", { rules: ninety, enforceFrom: ahead(-2) }],
      ["enforceFrom", { rules: ninety, enforceFrom: ahead(400) }],
      ["enforceFrom", { rules: ninety, enforceFrom: "soon" }],
    ] as const) {
      expect([path, await refusal(input)]).toEqual([path, path]);
    }
    for (const actor of [developer, auditor]) {
      await expect(setPolicies(actor, { rules: ninety })).rejects.toMatchObject({
        code: "FORBIDDEN",
      });
    }
  });

  test("rules that can't be understood stop new keys, and are set anew", async () => {
    const organization = await mintOrganization();
    const { owner } = organization;
    const [id, other] = [await mintApplication(organization), await mintApplication(organization)];
    await setPolicies(owner, { rules: ninety });
    await setApplicationRules(owner, other, { rules: { disableIdleDays: 3 } });
    const spoil = (where: string, rules: unknown) =>
      transact(owner, async (tx) => {
        const rows = await tx.select().from(keyPolicies);
        const row = rows.find(
          ({ applicationId }) => (applicationId === other) === (where === "other"),
        );
        if (!row) throw new Error("nothing to spoil");
        await tx
          .update(keyPolicies)
          .set({ rules })
          .where(
            and(eq(keyPolicies.orgId, row.orgId), eq(keyPolicies.applicationId, row.applicationId)),
          );
      });
    await spoil("other", { disableIdleDays: "3" });
    await expect(mintKeyOf(organization, other)).rejects.toMatchObject({ code: "UNAVAILABLE" });
    const wish = { expiresAt: ahead(30) };
    await mintKeyOf(organization, id, wish);
    expect((await getPolicies(owner)).overrides).toMatchObject([
      { application: { id: other }, rules: null },
    ]);
    await previewPolicies(owner, { rules: { disableIdleDays: 1 } });
    await setApplicationRules(owner, other, { rules: {} });
    await mintKeyOf(organization, other, wish);

    for (const garbage of [[], 7, null, { maxLifetimeDays: 3 }, { x: 1 }]) {
      await spoil("whole", garbage ?? "null");
      await expect(mintKeyOf(organization, id, wish)).rejects.toMatchObject({
        code: "UNAVAILABLE",
      });
      await expect(getPolicies(owner)).rejects.toMatchObject({ code: "UNAVAILABLE" });
      await setPolicies(owner, { rules: ninety });
      await mintKeyOf(organization, id, wish);
    }
  });
});
