import "server-only";
import { and, eq } from "drizzle-orm";
import type { OrganizationId, UserId } from "@/lib/ids";
import { database, withinPatience } from "./client";
import { DatabaseUnavailableError, isUnavailable, withoutValues } from "./errors";
import {
  invitationLookup,
  keyLookup,
  organizationSlugs,
  tokenLookup,
  userOrganizations,
} from "./schema";

/** What must be read before the organization is known: ids and hashes, nothing else. */

async function all<T>(query: Promise<T[]>): Promise<T[]> {
  try {
    return await withinPatience(() => query);
  } catch (error) {
    throw isUnavailable(error) ? new DatabaseUnavailableError(error) : withoutValues(error);
  }
}

const ask = async <T>(query: Promise<T[]>): Promise<T | undefined> => (await all(query))[0];

export const findKey = (sharedKey: string) =>
  ask(
    database()
      .select({ organizationId: keyLookup.orgId, keyId: keyLookup.keyId })
      .from(keyLookup)
      .where(eq(keyLookup.sharedKey, sharedKey)),
  );

export const findToken = (hash: Buffer) =>
  ask(
    database()
      .select({ organizationId: tokenLookup.orgId, tokenId: tokenLookup.tokenId })
      .from(tokenLookup)
      .where(eq(tokenLookup.hash, hash)),
  );

export const findInvitation = (hash: Buffer) =>
  ask(
    database()
      .select({
        organizationId: invitationLookup.orgId,
        invitationId: invitationLookup.invitationId,
      })
      .from(invitationLookup)
      .where(eq(invitationLookup.hash, hash)),
  );

export const findOrganizationBySlug = (slug: string) =>
  ask(
    database()
      .select({ organizationId: organizationSlugs.orgId, current: organizationSlugs.current })
      .from(organizationSlugs)
      .where(eq(organizationSlugs.slug, slug)),
  );

export const findMembership = (userId: UserId, organizationId: OrganizationId) =>
  ask(
    database()
      .select({ memberId: userOrganizations.memberId })
      .from(userOrganizations)
      .where(
        and(eq(userOrganizations.userId, userId), eq(userOrganizations.orgId, organizationId)),
      ),
  );

export const listOrganizationsOf = (userId: UserId) =>
  all(
    database()
      .select({ organizationId: userOrganizations.orgId, memberId: userOrganizations.memberId })
      .from(userOrganizations)
      .where(eq(userOrganizations.userId, userId)),
  );
