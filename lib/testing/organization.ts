import {
  memberships,
  organizationSlugs,
  organizations,
  serviceTokens,
  tokenLookup,
  userOrganizations,
  users,
} from "@/db/schema";
import { transact } from "@/db/transact";
import { type MemberActor, makeActor, type Origin, type TokenActor } from "@/lib/access/actor";
import { type Role, roleNames, type Scope } from "@/lib/access/rights";
import { newId, type OrganizationId } from "@/lib/ids";
import { generateToken } from "@/lib/keys/format";
import { credentialHash, prepareSecrets } from "@/lib/secrets/installation";

export type MintedOrganization = { id: OrganizationId; slug: string; name: string } & Record<
  Role,
  MemberActor
>;

let made = 0;

const origin = (): Origin => ({
  requestId: newId("req"),
  network: "203.0.113.7",
  userAgent: "vitest",
});

/** A fresh organization with one member of each role, for tests. */
export async function mintOrganization(
  options: { slug?: string; name?: string; keyPrefix?: string } = {},
): Promise<MintedOrganization> {
  await prepareSecrets();
  made += 1;
  const id = newId("org");
  const slug = options.slug ?? `org-${made}-${id.slice(-6)}`;
  const name = options.name ?? `Organization ${made}`;
  const actor = (role: Role): MemberActor =>
    makeActor<MemberActor>({
      kind: "member",
      id: newId("mem"),
      organizationId: id,
      organizationSlug: slug,
      role,
      userId: newId("usr"),
      sessionId: newId("ses"),
      name: `${role[0]?.toUpperCase()}${role.slice(1)} ${made}`,
      email: `${role}-${id.slice(-12)}@example.test`,
      origin: origin(),
    });
  const members: Record<Role, MemberActor> = {
    owner: actor("owner"),
    admin: actor("admin"),
    developer: actor("developer"),
    auditor: actor("auditor"),
  };
  await transact({ organizationId: id }, async (tx) => {
    await tx.insert(organizations).values({ id, slug, name, keyPrefix: options.keyPrefix });
    await tx.insert(organizationSlugs).values({ slug, orgId: id });
    for (const role of roleNames) {
      const { id: memberId, userId, email, name } = members[role];
      await tx.insert(users).values({ id: userId, email, emailKey: email, name });
      await tx.insert(memberships).values({ orgId: id, id: memberId, userId, role });
      await tx.insert(userOrganizations).values({ userId, orgId: id, memberId });
    }
  });
  return { id, slug, name, ...members };
}

/** A service token of that organization and the actor it makes, for tests. */
export async function mintToken(
  organization: { id: OrganizationId },
  scopes: readonly Scope[],
  options: Pick<Partial<TokenActor>, "name" | "apiId" | "environment"> = {},
): Promise<{ actor: TokenActor; serviceToken: string }> {
  const serviceToken = generateToken();
  const hash = await credentialHash(serviceToken);
  const actor = makeActor<TokenActor>({
    kind: "token",
    id: newId("tok"),
    organizationId: organization.id,
    name: options.name ?? "ci",
    scopes,
    apiId: options.apiId ?? null,
    environment: options.environment ?? null,
    expiresAt: null,
    origin: origin(),
  });
  await transact(actor, async (tx) => {
    await tx.insert(serviceTokens).values({
      orgId: organization.id,
      id: actor.id,
      name: actor.name,
      hint: serviceToken.slice(0, 8),
      hash,
      scopes: [...scopes],
      apiId: actor.apiId,
      environment: actor.environment,
      createdBy: "test",
    });
    await tx.insert(tokenLookup).values({ hash, orgId: organization.id, tokenId: actor.id });
  });
  return { actor, serviceToken };
}
