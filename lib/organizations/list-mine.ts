import "server-only";
import { and, eq, isNull } from "drizzle-orm";
import { listOrganizationsOf } from "@/db/lookup";
import { memberships, organizations } from "@/db/schema";
import { transact } from "@/db/transact";
import type { Role } from "@/lib/access/rights";
import type { UserId } from "@/lib/ids";

export type MyOrganization = { slug: string; name: string; role: Role };

/** The organizations that a signed-in user is a member of, by name. */
export async function listMyOrganizations(userId: UserId): Promise<MyOrganization[]> {
  const places = await listOrganizationsOf(userId);
  const found = await Promise.all(
    places.map(({ organizationId, memberId }) =>
      transact({ organizationId }, (tx) =>
        tx
          .select({ slug: organizations.slug, name: organizations.name, role: memberships.role })
          .from(memberships)
          .innerJoin(organizations, eq(organizations.id, memberships.orgId))
          .where(
            and(
              eq(memberships.orgId, organizationId),
              eq(organizations.id, organizationId),
              eq(memberships.id, memberId),
              isNull(memberships.removedAt),
              isNull(organizations.deletedAt),
            ),
          ),
      ),
    ),
  );
  return found.flat().sort((a, b) => a.name.localeCompare(b.name));
}
