import { and, eq, sql } from "drizzle-orm";
import { keys } from "@/db/schema";
import { transact } from "@/db/transact";
import { createApplication } from "@/lib/applications/create";
import type { KeyId } from "@/lib/ids";
import { createKey } from "@/lib/keys/create";
import { foldUsage } from "@/lib/usage/fold";
import { recordUse } from "./limits";
import { type MintedOrganization, mintOrganization } from "./organization";

/** So many days ago. */
export const ago = (days: number) => sql`now() - make_interval(days => ${days})`;

/** Makes a key what no verb makes it. */
export const alter = (organization: MintedOrganization, id: KeyId, changes: object) =>
  transact(organization.owner, (tx) =>
    tx
      .update(keys)
      .set(changes)
      .where(and(eq(keys.orgId, organization.id), eq(keys.id, id))),
  );

/** An application of the developer's, with what makes its keys. */
export async function mintCrm() {
  const organization = await mintOrganization();
  const { developer } = organization;
  const crm = await createApplication(developer, { name: "CRM", baseUrl: "https://crm.example" });
  const make = async (name: string, changes: object = {}, wish: object = {}) => {
    const { key } = await createKey(developer, crm.id, { name, environment: "staging", ...wish });
    await alter(organization, key.id, { expiresAt: sql`now() + interval '300 days'`, ...changes });
    return key.id;
  };
  return { ...organization, organization, crm, make };
}

/** Refuses the key so many days ago; counted and, where minutes are kept no longer, made to hours. */
export async function tried(organization: MintedOrganization, keyId: KeyId, days: number) {
  const at = new Date(Date.now() - days * 86_400_000);
  await recordUse({ organizationId: organization.id, keyId }, 1, at, "DISABLED");
  await foldUsage();
}
