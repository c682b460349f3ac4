import { and, eq, type SQL, sql } from "drizzle-orm";
import { keys } from "@/db/schema";
import { transact } from "@/db/transact";
import { createApplication } from "@/lib/applications/create";
import type { KeyId } from "@/lib/ids";
import { createKey } from "@/lib/keys/create";
import type { KeyRow } from "@/lib/keys/summary";
import { mintOrganization } from "./organization";

/** A production key without limits, as `createKey` takes it, for tests. */
export const production = { name: "ci", environment: "production" };

/**
 * A fresh organization with a key that its developer made for an application of their own; `alter`
 * does to it what no verb does, `used` lets it have been used now. For tests.
 */
export async function mintOwnKey(wish: object = {}) {
  const organization = await mintOrganization();
  const { developer } = organization;
  const input = { name: "CRM", baseUrl: "https://crm.example" };
  const { id: applicationId } = await createApplication(developer, input);
  const made = await createKey(developer, applicationId, { ...production, ...wish });
  const alter = (change: { [F in keyof KeyRow]?: KeyRow[F] | SQL }, id: KeyId = made.key.id) =>
    transact(developer, (tx) =>
      tx
        .update(keys)
        .set(change)
        .where(and(eq(keys.orgId, organization.id), eq(keys.id, id))),
    );
  const used = (id: KeyId) => alter({ lastUsedAt: sql`now()` }, id);
  return { organization, applicationId, alter, used, ...made, ...organization };
}
