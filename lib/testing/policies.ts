import { and, eq } from "drizzle-orm";
import { keys } from "@/db/schema";
import { transact } from "@/db/transact";
import { createApplication } from "@/lib/applications/create";
import type { ApplicationId, KeyId } from "@/lib/ids";
import { createKey } from "@/lib/keys/create";
import type { KeySummary } from "@/lib/keys/summary";
import { dayMs } from "@/lib/policies/breaches";
import type { MintedOrganization } from "./organization";

/** So many days from now, RFC 3339. */
export const ahead = (days: number): string => new Date(Date.now() + days * dayMs).toISOString();

let made = 0;

/** An application of the organization's owner, for tests. */
export async function mintApplication({ owner }: MintedOrganization): Promise<ApplicationId> {
  const name = `Application ${++made}`;
  return (await createApplication(owner, { name, baseUrl: "https://x.example" })).id;
}

/** A key of the organization's owner, for tests. */
export async function mintKeyOf(
  { owner }: MintedOrganization,
  id: ApplicationId,
  more: object = {},
): Promise<KeySummary> {
  return (await createKey(owner, id, { name: "ci", environment: "production", ...more })).key;
}

/** Changes what a verb would not: a key's age, its use. */
export const alterKey = (
  organization: MintedOrganization,
  id: KeyId,
  set: Partial<typeof keys.$inferInsert>,
) =>
  transact({ organizationId: organization.id }, (tx) =>
    tx
      .update(keys)
      .set(set)
      .where(and(eq(keys.orgId, organization.id), eq(keys.id, id))),
  );
