import { and, eq, isNull } from "drizzle-orm";
import { memberships, organizations, roleCeilings } from "@/db/schema";
import type { Transaction } from "@/db/transact";
import { type Role, roleNames } from "@/lib/access/rights";
import type { MemberId, OrganizationId } from "@/lib/ids";
import type { Environment } from "@/lib/keys/format";
import { type Ceilings, defaultCeilings } from "@/lib/policies/ceiling";
import { readCeilings } from "@/lib/policies/read-ceilings";
import type { Standing } from "./usable";
import type { KeyRecord } from "./verdict";

/** What the members of an organization, and so the keys that they own, may at present. */
export type StaffEntry = {
  id: OrganizationId;
  standings: ReadonlyMap<MemberId, Record<Environment, Standing>>;
};

const standingsOf = (role: Role, ceilings: Ceilings): Record<Environment, Standing> => ({
  development: { role, ceiling: ceilings[role].development },
  staging: { role, ceiling: ceilings[role].staging },
  production: { role, ceiling: ceilings[role].production },
});

/** The standing of a key's owner among the organization's present members. */
export function standingIn({ standings }: StaffEntry, { key }: KeyRecord): Standing {
  if (key.ownerId === null) return null;
  return standings.get(key.ownerId)?.[key.environment] ?? "gone";
}

/**
 * The present members of an organization. `isBehind`: whether the log has told of a newer state of
 * the member, or of the organization's ceilings, than was read.
 */
export async function readStaff(
  tx: Transaction,
  id: OrganizationId,
  isBehind: (id: string, revision: number) => boolean,
): Promise<{ entry: StaffEntry; behind: boolean }> {
  const [[organization], members, ceilings] = await Promise.all([
    tx
      .select({ revision: organizations.revision })
      .from(organizations)
      .where(eq(organizations.id, id)),
    tx
      .select({ id: memberships.id, role: memberships.role, revision: memberships.revision })
      .from(memberships)
      .where(and(eq(memberships.orgId, id), isNull(memberships.removedAt))),
    readCeilings(tx, id),
  ]);
  const ofRole = new Map(roleNames.map((role) => [role, standingsOf(role, ceilings)]));
  const standings = new Map<MemberId, Record<Environment, Standing>>();
  for (const member of members) {
    const standing = ofRole.get(member.role);
    if (standing) standings.set(member.id, standing);
  }
  const behind =
    isBehind(id, organization?.revision ?? 0) ||
    members.some((member) => isBehind(member.id, member.revision));
  return { entry: { id, standings }, behind };
}

/** The standing of one key's owner. */
export async function readStanding(
  tx: Transaction,
  organizationId: OrganizationId,
  { key }: { key: Pick<KeyRecord["key"], "ownerId" | "environment"> },
): Promise<Standing> {
  if (key.ownerId === null) return null;
  const [row] = await tx
    .select({ role: memberships.role, ceiling: roleCeilings.ceiling })
    .from(memberships)
    .leftJoin(
      roleCeilings,
      and(
        eq(roleCeilings.orgId, organizationId),
        eq(roleCeilings.role, memberships.role),
        eq(roleCeilings.environment, key.environment),
      ),
    )
    .where(
      and(
        eq(memberships.orgId, organizationId),
        eq(memberships.id, key.ownerId),
        isNull(memberships.removedAt),
      ),
    );
  if (!row || !roleNames.includes(row.role)) return "gone";
  return { role: row.role, ceiling: row.ceiling ?? defaultCeilings[row.role][key.environment] };
}
