import { setTimeout as pause } from "node:timers/promises";
import { and, eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { keys } from "@/db/schema";
import { testDatabase } from "@/db/testing/database";
import { transact } from "@/db/transact";
import { createApplication } from "@/lib/applications/create";
import { editApplication } from "@/lib/applications/edit";
import { removeMember } from "@/lib/members/remove";
import { mintOrganization, mintToken } from "@/lib/testing/organization";
import { mintOwnKey, production } from "@/lib/testing/own-key";
import { createKey } from "./create";
import { editKey } from "./edit";
import { listKeys } from "./list";
import { rotateKey } from "./rotate";

testDatabase();

test("who is taken out waits for the rotation of their key, and leaves neither", async () => {
  const organization = await mintOrganization();
  const { owner, admin, developer } = organization;
  const shop = { name: "Shop", baseUrl: "https://shop.example" };
  const { id: applicationId } = await createApplication(owner, shop);
  await editApplication(owner, applicationId, { maintainerIds: [developer.id] });
  const { key } = await createKey(developer, applicationId, production);
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const holding = transact(developer, async (tx) => {
    const mine = and(eq(keys.orgId, organization.id), eq(keys.id, key.id));
    await tx.select().from(keys).where(mine).for("update");
    await held;
  });
  await pause(100);
  const rotation = rotateKey(developer, key.id, { overlap: "24h" });
  await pause(200);
  const removal = removeMember(admin, developer.id, { keys: "revoke" });
  await pause(200);
  release();
  const [, { key: fresh }] = await Promise.all([holding, rotation, removal]);
  const { data } = await listKeys(owner, { application: applicationId });
  expect(data.map(({ id, status }) => [id, status]).sort()).toEqual(
    [key.id, fresh.id].sort().map((id) => [id, "revoked"]),
  );
});

test("who is taken out meanwhile is left no key that works", async () => {
  let together = 0;
  for (let round = 0; round < 20; round++) {
    const { organization, owner, admin, developer, key, applicationId } = await mintOwnKey();
    const { actor: token } = await mintToken(organization, ["keys.write"]);
    const { key: spare } = await createKey(owner, applicationId, { ...production, ownerId: null });
    const [removal, ...made] = await Promise.allSettled([
      pause(Math.random() * 15).then(() =>
        removeMember(admin, developer.id, { applicationsTo: owner.id, keys: "revoke" }),
      ),
      rotateKey(round % 2 ? developer : admin, key.id),
      createKey(developer, applicationId, production),
      createKey(token, applicationId, production),
      editKey(admin, spare.id, { ownerId: developer.id }),
    ]);
    expect(removal).toMatchObject({ status: "fulfilled" });
    for (const result of made) {
      if (result.status === "fulfilled") together++;
      else expect(["CONFLICT", "FORBIDDEN", "INVALID"]).toContain(result.reason.code);
    }
    const { data } = await listKeys(owner, { status: "active", limit: 100 });
    expect(data.filter(({ ownerId }) => ownerId === developer.id)).toEqual([]);
  }
  expect(together).toBeGreaterThan(0);
}, 60_000);
