import { eq } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { keys } from "@/db/schema";
import { testDatabase } from "@/db/testing/database";
import { asSuperuser } from "@/db/testing/superuser";
import { type Transaction, transact } from "@/db/transact";
import { deactivateApplication } from "@/lib/applications/set-status";
import { type OrganizationId, toUuid } from "@/lib/ids";
import { getKeyToken } from "@/lib/keys/get-token";
import { mintJwtWorld } from "@/lib/testing/jwt";
import { type Pass, passOf, readPlaces } from "./read";

const { superuserUrl } = testDatabase();

/** Does something right before the samples of groups are read, for the first time. */
function passBefore(organizationId: OrganizationId, act: (tx: Transaction) => void): Pass {
  let isDone = false;
  const spied = (tx: Transaction): Transaction =>
    new Proxy(tx, {
      get(target, name) {
        const value = Reflect.get(target, name);
        if (typeof value !== "function") return value;
        return (...given: unknown[]) => {
          const [columns] = given;
          const samples = typeof columns === "object" && columns && "keyStatus" in columns;
          if (name === "select" && samples && !isDone) {
            isDone = true;
            act(target);
          }
          return Reflect.apply(value, target, given);
        };
      },
    });
  return (work) => transact({ organizationId }, (tx) => work(spied(tx)));
}

async function statusesOf(organizationId: OrganizationId, pass = passOf(organizationId)) {
  const found = new Map<string, string>();
  for await (const places of readPlaces(pass, organizationId, { of: "all" })) {
    for (const { keyId, status } of places) found.set(keyId, status);
  }
  return found;
}

test("a key that changes while it stands for others takes none of them along", async () => {
  const { organization, applicationId, mint } = await mintJwtWorld();
  const { id } = organization;
  const made = [await mint(), await mint(), await mint()].map(({ key }) => key.id);
  await deactivateApplication(organization.owner, applicationId);
  const all = new Map(made.map((keyId) => [keyId, "suspended"]));
  for (const keyId of made) {
    let acted = 0;
    const pass = passBefore(id, (tx) => {
      acted++;
      // On the same connection, hence before what is sent after it.
      tx.update(keys)
        .set({ status: "quarantined" })
        .where(eq(keys.id, keyId))
        .then(() => {});
    });
    expect(await statusesOf(id, pass)).toEqual(all);
    expect(acted).toBe(1);
  }
});

describe("garbage in a row of key_tokens suspends that token, and silences nobody", () => {
  test.each([
    ["an empty audience", "audience_ids = '{}'"],
    ["an audience with a hole", "audience_ids = array[null]::uuid[]"],
    ["names with a hole", "audiences = array[null]::text[]"],
    ["a scope with a hole", "scope = array[null]::text[]"],
    ["no end", "expires_at = 'infinity'"],
    ["an end before that of the key", "expires_at = expires_at - interval '1 second'"],
  ])("%s", async (_, set) => {
    const { organization, mint } = await mintJwtWorld();
    const [bad] = [await mint(), await mint()];
    const id = toUuid("key", bad.key.id);
    await asSuperuser(superuserUrl, `update key_tokens set ${set} where key_id = '${id}'`);
    expect(await statusesOf(organization.id)).toEqual(new Map([[bad.key.id, "suspended"]]));
    if (set.startsWith("audience_ids")) {
      const told = await getKeyToken(organization.owner, bad.key.id);
      expect(told).toMatchObject({ published: "suspended" });
    }
  });
});
