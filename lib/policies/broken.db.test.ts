import { describe, expect, test } from "vitest";
import { testDatabase } from "@/db/testing/database";
import { revokeKey } from "@/lib/keys/revoke";
import { mintOrganization } from "@/lib/testing/organization";
import { ahead, alterKey, mintApplication, mintKeyOf } from "@/lib/testing/policies";
import { dayMs } from "./breaches";
import { getPolicies } from "./get";
import { previewApplicationRules, setApplicationRules } from "./override";
import { previewPolicies } from "./preview";
import { defaultRules } from "./rules";
import { setPolicies } from "./set";

testDatabase();

const about = (time: string | undefined, days: number) =>
  expect(Math.abs(Date.parse(time ?? "") - Date.now() - days * dayMs)).toBeLessThan(60_000);

const ninety = { maxLifetimeDays: { production: 90 } };

describe("the dry run", () => {
  const names = ({ keys }: { keys: { name: string }[] }) => keys.map(({ name }) => name);

  test("names the active keys that break what is tightened, and changes nothing", async () => {
    const organization = await mintOrganization();
    const { owner, developer } = organization;
    const [id, strict] = [await mintApplication(organization), await mintApplication(organization)];
    await setApplicationRules(owner, strict, { rules: { neverAllowed: { production: false } } });
    const used = await mintKeyOf(organization, id, { name: "used" });
    const quiet = await mintKeyOf(organization, id, { name: "quiet", ownerId: null });
    const long = await mintKeyOf(organization, id, { name: "long", expiresAt: ahead(400) });
    await mintKeyOf(organization, id, { name: "short", expiresAt: ahead(30) });
    await mintKeyOf(organization, id, { name: "staging", environment: "staging" });
    const gone = await mintKeyOf(organization, id, { name: "gone" });
    await revokeKey(owner, gone.id, {});
    await mintKeyOf(organization, strict, { name: "bounded", expiresAt: ahead(100) });
    await alterKey(organization, used.id, { lastUsedAt: new Date(Date.now() - 3_600_000) });
    await alterKey(organization, long.id, { lastUsedAt: new Date(Date.now() - 2 * dayMs) });

    const revision = (await getPolicies(owner)).revision;
    const wish = {
      rules: ninety,
      enforceFrom: ahead(7),
      exceptions: [{ keyId: quiet.id, rule: "never", until: ahead(20), reason: "Soon." }],
    };
    const { broken } = await previewPolicies(owner, wish);
    expect(names(broken)).toEqual(["used", "long", "bounded", "quiet"]);
    expect(broken).toMatchObject({
      total: 4,
      usedToday: 1,
      rules: { lifetime: 2, never: 2, rotation: 0, kind: 0, networks: 0, idle: 0 },
    });
    expect(broken.keys).toMatchObject([
      {
        id: used.id,
        application: { id },
        owner: { id: owner.id, name: owner.name },
        usedToday: true,
        breaches: [{ rule: "never", breaksAt: null, dueAt: wish.enforceFrom, exceptUntil: null }],
      },
      { usedToday: false, breaches: [{ rule: "lifetime", dueAt: wish.enforceFrom }] },
      {},
      {
        owner: null,
        lastUsedAt: null,
        breaches: [{ dueAt: wish.exceptions[0]?.until, exceptUntil: wish.exceptions[0]?.until }],
      },
    ]);
    expect(await getPolicies(owner)).toMatchObject({ rules: defaultRules, revision });

    await setPolicies(owner, wish);
    expect((await previewPolicies(owner, wish)).broken.total).toBe(0);
    const looser = { rules: { maxLifetimeDays: { production: 200 } } };
    expect((await previewPolicies(owner, looser)).broken.total).toBe(0);
    const tighter = { rules: { maxLifetimeDays: { production: 60 } } };
    expect((await previewPolicies(owner, tighter)).broken.total).toBe(0);
    const stricter = { rules: { maxLifetimeDays: { production: 20 } } };
    expect(names((await previewPolicies(owner, stricter)).broken)).toEqual(["short"]);
    expect(names((await previewApplicationRules(owner, strict, stricter)).broken)).toEqual([]);
    for (const rules of [{ networksRequired: { staging: true } }]) {
      expect(names((await previewPolicies(owner, { rules })).broken)).toEqual(["staging"]);
      const { broken: ofOne } = await previewApplicationRules(owner, id, { rules });
      expect([names(ofOne), ofOne.keys[0]?.breaches[0]?.rule]).toEqual([["staging"], "networks"]);
      expect((await previewApplicationRules(owner, strict, { rules })).broken.total).toBe(0);
    }
    await expect(previewPolicies(developer, wish)).rejects.toMatchObject({ code: "FORBIDDEN" });
  });

  test("a key that was only reminded and is stopped then is named", async () => {
    const organization = await mintOrganization();
    const { owner } = organization;
    const key = await mintKeyOf(organization, await mintApplication(organization));
    await mintKeyOf(organization, await mintApplication(organization));
    await alterKey(organization, key.id, { createdAt: new Date(Date.now() - 91 * dayMs) });
    const wish = { rules: { rotationEnforced: true } };
    const { broken } = await previewPolicies(owner, wish);
    expect(broken.keys).toMatchObject([{ id: key.id, breaches: [{ rule: "rotation" }] }]);
    about(broken.keys[0]?.breaches[0]?.dueAt ?? undefined, 14);
    const idle = await previewPolicies(owner, { rules: { disableIdleDays: 90 } });
    expect(idle.broken.keys).toMatchObject([{ id: key.id, breaches: [{ rule: "idle" }] }]);
  });
});
