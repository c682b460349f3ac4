import "server-only";
import { and, eq, isNull, lt, or } from "drizzle-orm";
import { findMembership, findOrganizationBySlug } from "@/db/lookup";
import { memberships } from "@/db/schema";
import { type Transaction, transact } from "@/db/transact";
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
  const actor = await transact({ organizationId }, async (tx) => {
    const member = await memberActor(tx, user, { organizationId, ...membership });
    if (member) await noteActivity(tx, member);
    return member;
  });
  if (!actor) throw notFound("organization");
  return actor;
}

const fiveMinutes = 300_000;

/** Notes at most every five minutes that the member is here. It changes nothing, so is no event. */
async function noteActivity(tx: Transaction, actor: MemberActor): Promise<void> {
  const now = new Date();
  await tx
    .update(memberships)
    .set({ lastActiveAt: now })
    .where(
      and(
        eq(memberships.orgId, actor.organizationId),
        eq(memberships.id, actor.id),
        or(
          isNull(memberships.lastActiveAt),
          lt(memberships.lastActiveAt, new Date(now.getTime() - fiveMinutes)),
        ),
      ),
    );
}
