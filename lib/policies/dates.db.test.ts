import { describe, expect, test } from "vitest";
import { testDatabase } from "@/db/testing/database";
import { createKey } from "@/lib/keys/create";
import { getKey } from "@/lib/keys/get";
import { enableKey } from "@/lib/keys/set-status";
import { mintOwnKey } from "@/lib/testing/own-key";
import { ahead } from "@/lib/testing/policies";
import { enforceIn } from "./enforce";
import { setApplicationRules } from "./override";
import { setPolicies } from "./set";

testDatabase();

const lives = (environment: string, days: number) => ({ maxLifetimeDays: { [environment]: days } });

async function mintStoppable() {
  const place = await mintOwnKey();
  const statusOf = async (id = place.key.id) => (await getKey(place.owner, id)).status;
  const enforced = () => enforceIn(place.organization.id);
  return { ...place, statusOf, enforced };
}

describe("each demand has a date of its own", () => {
  test("what is tightened elsewhere lets nobody enable what was stopped", async () => {
    const { owner, developer, key, statusOf, enforced } = await mintStoppable();
    await setPolicies(owner, { rules: lives("production", 30), enforceFrom: ahead(0) });
    await enforced();
    expect(await statusOf()).toBe("disabled");
    const rules = { ...lives("development", 10), networksRequired: { staging: true } };
    const { enforcedFrom } = await setPolicies(owner, { rules, enforceFrom: ahead(60) });
    expect(Date.parse(enforcedFrom["never.production"] ?? "")).toBeLessThan(Date.now());
    await expect(enableKey(developer, key.id)).rejects.toMatchObject({ code: "INVALID" });
  });

  test("an application's rules suspend none of the organization's", async () => {
    const { owner, applicationId, statusOf, enforced } = await mintStoppable();
    await setPolicies(owner, { rules: lives("production", 30), enforceFrom: ahead(0) });
    const rules = lives("development", 10);
    await setApplicationRules(owner, applicationId, { rules, enforceFrom: ahead(365) });
    await enforced();
    expect(await statusOf()).toBe("disabled");
  });

  test("an application's date is none for what the organization demands", async () => {
    const { owner, developer, applicationId, key, statusOf, enforced } = await mintStoppable();
    const wish = { name: "dev", environment: "development" };
    const other = await createKey(developer, applicationId, wish);
    const rules = { maxLifetimeDays: { production: 400 } };
    await setApplicationRules(owner, applicationId, { rules, enforceFrom: ahead(0) });
    const stricter = { ...lives("development", 30), ...{ rotateEveryDays: 3 } };
    await setPolicies(owner, { rules: stricter, enforceFrom: ahead(60) });
    await enforced();
    expect([await statusOf(key.id), await statusOf(other.key.id)]).toEqual(["disabled", "active"]);
  });

  test("the stricter one's counts, of two that are the same the earlier", async () => {
    const { owner, applicationId } = await mintStoppable();
    const [soon, late, own] = [ahead(1), ahead(40), ahead(20)];
    const dates = async (days: number, enforceFrom: string) =>
      setApplicationRules(owner, applicationId, { rules: lives("staging", days), enforceFrom });
    const set = (days: number | null, enforceFrom: string) =>
      setPolicies(owner, { rules: { maxLifetimeDays: { staging: days } }, enforceFrom });
    expect((await dates(90, own)).enforcedFrom["lifetime.staging"]).toBe(own);
    const bound = async () => (await set(60, late)).overrides[0]?.enforcedFrom["lifetime.staging"];
    expect(await bound()).toBe(late);
    await set(null, late);
    const same = await set(90, soon);
    expect(same.overrides[0]?.enforcedFrom["lifetime.staging"]).toBe(soon);
    await set(null, soon);
    const again = await set(90, late);
    expect(again.overrides[0]?.enforcedFrom["lifetime.staging"]).toBe(own);
    expect(again.enforcedFrom["lifetime.staging"]).toBe(late);
  });
});
