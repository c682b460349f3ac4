import "server-only";
import { findMembership, findOrganizationBySlug } from "@/db/lookup";
import { transact } from "@/db/transact";
import { notFound } from "@/lib/errors";
import { isSlug } from "@/lib/organizations/slug";
import type { MemberActor } from "./actor";
import { unauthenticated } from "./authorize";
import { memberActor, type SignedIn } from "./sessions";

/**
 * The signed-in user as member of the organization with that slug, present or former. Throws 401
 * where nobody is signed in; 404 alike where there is no such organization and where the user is
 * no member of it.
 */
export async function sessionActor(user: SignedIn | null, slug: unknown): Promise<MemberActor> {
  if (!user) throw unauthenticated("Your session has ended. Sign in again.");
  const place = isSlug(slug) ? await findOrganizationBySlug(slug) : undefined;
  if (!place) throw notFound("organization");
  const { organizationId } = place;
  const membership = await findMembership(user.userId, organizationId);
  if (!membership) throw notFound("organization");
  const actor = await transact({ organizationId }, (tx) =>
    memberActor(tx, user, { organizationId, ...membership }),
  );
  if (!actor) throw notFound("organization");
  return actor;
}
