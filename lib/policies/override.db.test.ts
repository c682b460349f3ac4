import { describe, expect, test } from "vitest";
import { testDatabase } from "@/db/testing/database";
import { transact } from "@/db/transact";
import { mintOrganization } from "@/lib/testing/organization";
import { ahead, mintApplication } from "@/lib/testing/policies";
import { auditOf, rejection } from "@/lib/testing/trail";
import { getPolicies } from "./get";
import { loadRules } from "./load-rules";
import {
  getApplicationRules,
  previewApplicationRules,
  removeApplicationRules,
  setApplicationRules,
} from "./override";
import { setPolicies } from "./set";

testDatabase();

const ninety = { maxLifetimeDays: { production: 90 } };

describe("the rules of an application", () => {
  test("they are together with the organization's, and stricter only", async () => {
    const organization = await mintOrganization();
    const { owner, admin, auditor, developer } = organization;
    const id = await mintApplication(organization);
    await setPolicies(owner, { rules: ninety, enforceFrom: ahead(5) });
    const rules = { maxLifetimeDays: { production: 30, staging: 60 }, rotationEnforced: true };
    const ours = (await getPolicies(owner)).enforcedFrom;
    for (const actor of [admin, developer, auditor]) {
      await expect(setApplicationRules(actor, id, { rules })).rejects.toMatchObject({
        code: "FORBIDDEN",
      });
    }
    const from = ahead(9);
    const set = await setApplicationRules(owner, id, { rules, enforceFrom: from }, 2);
    expect(set).toMatchObject({
      rules,
      revision: 3,
      effective: {
        maxLifetimeDays: { development: null, staging: 60, production: 30 },
        neverAllowed: { development: true, staging: false, production: false },
        rotateEveryDays: 90,
        rotationEnforced: true,
      },
    });
    expect(set.enforcedFrom).toEqual({
      "lifetime.production": from,
      "lifetime.staging": from,
      "never.production": ours["never.production"],
      "never.staging": from,
      rotationEnforced: from,
    });
    expect(await getApplicationRules(auditor, id)).toEqual(set);
    expect((await getPolicies(auditor)).overrides).toEqual([
      { application: set.application, rules, enforcedFrom: set.enforcedFrom },
    ]);
    await expect(setApplicationRules(owner, id, { rules: {} }, 2)).rejects.toMatchObject({
      code: "PRECONDITION_FAILED",
    });
    await expect(
      setApplicationRules(owner, id, {
        rules: { maxLifetimeDays: { production: 91 }, rotateEveryDays: 365, disableIdleDays: 9 },
      }),
    ).rejects.toMatchObject({
      code: "INVALID",
      extra: {
        errors: [{ path: "rules.maxLifetimeDays.production" }, { path: "rules.rotateEveryDays" }],
      },
    });
    for (const rules of [{ departedOwner: "revoke" }, { revokeDisabledDays: 9 }]) {
      await expect(setApplicationRules(owner, id, { rules })).rejects.toMatchObject({
        code: "INVALID",
      });
    }
    const gone = await removeApplicationRules(owner, id);
    expect(gone).toMatchObject({ rules: {}, effective: { rotationEnforced: false } });
    expect(await removeApplicationRules(owner, id)).toEqual(gone);
    const events = (await auditOf(organization)).filter(({ targetId }) => targetId === id);
    expect(events.slice(-2)).toMatchObject([
      {
        action: "policy.changed",
        applicationId: id,
        before: { "maxLifetimeDays.production": null, rotationEnforced: false },
        after: { "maxLifetimeDays.production": 30, rotationEnforced: true },
      },
      { action: "policy.changed", before: { "maxLifetimeDays.production": 30 } },
    ]);
  });

  test("what the organization loosens later keeps its date in the application", async () => {
    const organization = await mintOrganization();
    const { owner } = organization;
    const id = await mintApplication(organization);
    const from = ahead(9);
    await setPolicies(owner, { rules: ninety, enforceFrom: from });
    await setApplicationRules(owner, id, { rules: ninety });
    await setPolicies(owner, { rules: { maxLifetimeDays: { production: null } } });
    const { rules, enforcedFrom } = await transact(owner, (tx) =>
      loadRules(tx, organization.id, id),
    );
    expect(rules.maxLifetimeDays.production).toBe(90);
    expect(enforcedFrom).toEqual({ "lifetime.production": from, "never.production": from });
  });

  test("another organization's is as none", async () => {
    const [ours, theirs] = [await mintOrganization(), await mintOrganization()];
    const foreign = await mintApplication(theirs);
    const absent = foreign.replace(/.{5}$/, "00000");
    for (const ask of [
      (id: string) => getApplicationRules(ours.owner, id),
      (id: string) => setApplicationRules(ours.owner, id, { rules: ninety }),
      (id: string) => removeApplicationRules(ours.owner, id),
      (id: string) => previewApplicationRules(ours.owner, id, { rules: ninety }),
    ]) {
      expect(await rejection(ask(foreign))).toEqual(await rejection(ask(absent)));
      await expect(ask(foreign)).rejects.toMatchObject({ code: "NOT_FOUND" });
    }
  });
});
