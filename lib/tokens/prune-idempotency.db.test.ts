import { eq } from "drizzle-orm";
import { expect, it } from "vitest";
import { idempotencyKeys } from "@/db/schema";
import { testDatabase } from "@/db/testing/database";
import { transact } from "@/db/transact";
import { mintOrganization, mintToken } from "@/lib/testing/organization";
import { pruneIdempotencyKeys } from "./prune-idempotency";

testDatabase();

const hour = 3_600_000;

it("forgets those of yesterday, in every organization, and keeps the others", async () => {
  const organizations = [await mintOrganization(), await mintOrganization()];
  for (const organization of organizations) {
    const { actor } = await mintToken(organization, ["keys.write"]);
    const row = (key: string, age: number) => ({
      orgId: organization.id,
      tokenId: actor.id,
      key,
      fingerprint: "",
      createdAt: new Date(Date.now() - age),
    });
    await transact(actor, (tx) =>
      tx.insert(idempotencyKeys).values([row("old", 25 * hour), row("new", 23 * hour)]),
    );
  }
  expect(await pruneIdempotencyKeys()).toBe(2);
  expect(await pruneIdempotencyKeys()).toBe(0);
  for (const { id: organizationId } of organizations) {
    const left = await transact({ organizationId }, (tx) =>
      tx
        .select({ key: idempotencyKeys.key })
        .from(idempotencyKeys)
        .where(eq(idempotencyKeys.orgId, organizationId)),
    );
    expect(left).toEqual([{ key: "new" }]);
  }
});
