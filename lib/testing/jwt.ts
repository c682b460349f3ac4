import { and, eq } from "drizzle-orm";
import { keyTokens, signingKeys, statusLists } from "@/db/schema";
import { transact } from "@/db/transact";
import { createApplication } from "@/lib/applications/create";
import { replaceGrants } from "@/lib/grants/replace";
import { type ApplicationId, newId, type OrganizationId } from "@/lib/ids";
import { createKey } from "@/lib/keys/create";
import { generateSigningPair } from "@/lib/signing/private-key";
import { mintApi } from "./catalog";
import { mintOrganization } from "./organization";
import { ahead } from "./policies";

/**
 * An organization with the API `orders` and an application of its developer that may read orders;
 * `mint` makes a JWT key of it that ends in 30 days. For tests.
 */
export async function mintJwtWorld() {
  const organization = await mintOrganization();
  const api = await mintApi(organization);
  const { developer, owner } = organization;
  const application = { name: "CRM", baseUrl: "https://crm.example" };
  const { id } = await createApplication(developer, application);
  const grant = (grants: object[]) => replaceGrants(owner, id, { grants });
  await grant([{ api: api.slug, permission: "orders:read" }]);
  const mint = (wish: object = {}, actor = developer) =>
    createKey(actor, id, { ...jwtWish(), ...wish });
  return { organization, api, applicationId: id as ApplicationId, grant, mint };
}

/** A JWT key of 30 days, as `createKey` takes it, for tests. */
export const jwtWish = () => ({
  name: "ci",
  environment: "production" as const,
  kind: "jwt" as const,
  expiresAt: ahead(30),
});

/** What a token says, unverified, for tests. */
export function claimsOf(token: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString());
}

/** The signing keys of an organization by their states, for tests. */
export async function signersOf({ id }: { id: OrganizationId }) {
  const rows = await transact({ organizationId: id }, (tx) =>
    tx.select().from(signingKeys).where(eq(signingKeys.orgId, id)).orderBy(signingKeys.id),
  );
  const of = (state: string) => rows.filter((row) => row.state === state);
  return { rows, current: of("current")[0], next: of("next")[0], retired: of("retired") };
}

/** What is kept of the tokens of an organization, for tests. */
export const tokensOf = ({ id }: { id: OrganizationId }) =>
  transact({ organizationId: id }, (tx) =>
    tx.select().from(keyTokens).where(eq(keyTokens.orgId, id)).orderBy(keyTokens.keyId),
  );

/** Changes the signing key in that state as no verb does, for tests. */
export const alterSigner = (
  { id }: { id: OrganizationId },
  state: "current" | "next" | "retired",
  change: Partial<typeof signingKeys.$inferInsert>,
) =>
  transact({ organizationId: id }, (tx) =>
    tx
      .update(signingKeys)
      .set(change)
      .where(and(eq(signingKeys.orgId, id), eq(signingKeys.state, state))),
  );

/** A signing key that signs no more, for tests. */
export const mintRetiredSigner = ({ id: orgId }: { id: OrganizationId }) =>
  transact({ organizationId: orgId }, async (tx) => {
    const id = newId("sgk");
    const pair = await generateSigningPair(id);
    await tx
      .insert(signingKeys)
      .values({ ...{ orgId, id, ...pair }, state: "retired", retiredAt: new Date() });
    return { id };
  });

/** Lets that many places of the organization's only status list be given away, for tests. */
export const takePlaces = ({ id }: { id: OrganizationId }, taken: number) =>
  transact({ organizationId: id }, (tx) =>
    tx.update(statusLists).set({ taken }).where(eq(statusLists.orgId, id)),
  );
