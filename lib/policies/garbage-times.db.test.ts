import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { testDatabase } from "@/db/testing/database";
import { timeOf } from "@/lib/ids";
import { createKey } from "@/lib/keys/create";
import { getKey } from "@/lib/keys/get";
import { listKeys } from "@/lib/keys/list";
import { mintOwnKey, production } from "@/lib/testing/own-key";
import { ahead } from "@/lib/testing/policies";
import { enforceIn } from "./enforce";
import { judged } from "./enforce-plan";
import { listBreaking } from "./list-breaking";
import { previewPolicies } from "./preview";
import { setPolicies } from "./set";

testDatabase();

const times = ["createdAt", "lastUsedAt", "notBefore", "expiresAt", "retiresAt"] as const;

test.each(
  times.flatMap((field) => [
    [field, "-infinity"],
    [field, "infinity"],
  ]),
)("a key whose %s is %s stops no other's enforcement, and no list", async (field, garbage) => {
  const { owner, developer, organization, applicationId, key, alter } = await mintOwnKey();
  const bad = (await createKey(developer, applicationId, { ...production, name: "bad" })).key;
  await alter({ [field]: sql`${garbage}::timestamptz` }, bad.id);
  const rules = {
    networksRequired: { production: true },
    maxLifetimeDays: { production: 90 },
    disableIdleDays: 30,
    rotateEveryDays: 60,
    rotationEnforced: true,
  };
  await previewPolicies(owner, { rules });
  await setPolicies(owner, { rules, enforceFrom: ahead(0) });
  await listBreaking(owner, {});
  await enforceIn(organization.id);
  expect((await getKey(owner, key.id)).status).toBe("disabled");
  const listed = (await listKeys(owner, {})).data.find(({ id }) => id === bad.id);
  if (field === "createdAt") {
    expect(listed?.createdAt).toBe(timeOf("key", bad.id).toISOString());
  } else {
    expect(listed?.[field]).toBeNull();
  }
});

test("a key that can't be judged is left out", () => {
  const fails = () => {
    throw new RangeError("Invalid time value");
  };
  expect([judged("key_x", fails), judged("key_x", () => true)]).toEqual([null, true]);
});
