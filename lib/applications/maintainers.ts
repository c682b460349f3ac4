import { and, eq, inArray, isNull, notInArray } from "drizzle-orm";
import { maintainers, memberships } from "@/db/schema";
import type { Transaction } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import { invalid } from "@/lib/errors";
import type { ApplicationId, MemberId } from "@/lib/ids";

/**
 * Makes these members, and no others, the maintainers of an application that is locked; who stays
 * one keeps since when. Throws 422 for who is no present member, or an auditor and can change nothing.
 */
export async function replaceMaintainers(
  tx: Transaction,
  actor: Actor,
  application: { id: ApplicationId; maintainerIds: readonly MemberId[] },
  wish: readonly MemberId[],
): Promise<void> {
  const added = wish.filter((id) => !application.maintainerIds.includes(id));
  await expectMaintainers(tx, actor, added, wish);
  const theirs = and(
    eq(maintainers.orgId, actor.organizationId),
    eq(maintainers.applicationId, application.id),
  );
  await tx.delete(maintainers).where(and(theirs, notInArray(maintainers.memberId, [...wish])));
  if (added.length === 0) return;
  await tx.insert(maintainers).values(
    added.map((memberId) => ({
      orgId: actor.organizationId,
      applicationId: application.id,
      memberId,
      createdBy: actor.id,
    })),
  );
}

async function expectMaintainers(
  tx: Transaction,
  actor: Actor,
  ids: readonly MemberId[],
  wish: readonly MemberId[],
): Promise<void> {
  if (ids.length === 0) return;
  const present = await tx
    .select({ id: memberships.id, role: memberships.role })
    .from(memberships)
    .where(
      and(
        eq(memberships.orgId, actor.organizationId),
        inArray(memberships.id, [...ids]),
        isNull(memberships.removedAt),
      ),
    )
    .orderBy(memberships.id)
    .for("share");
  for (const id of ids) {
    const member = present.find((row) => row.id === id);
    const path = `maintainerIds.${wish.indexOf(id)}`;
    if (!member) throw invalid(path, "Nobody with this id is a member of the organization.");
    if (member.role === "auditor") throw invalid(path, "An auditor changes nothing.");
  }
}
