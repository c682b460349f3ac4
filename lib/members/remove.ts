import { and, eq, sql } from "drizzle-orm";
import { memberships, userOrganizations } from "@/db/schema";

import type { Actor } from "@/lib/access/actor";
import { authorize } from "@/lib/access/authorize";
import { recordAudit } from "@/lib/audit/record";
import { announce } from "@/lib/verification/announce";
import { transactSettled } from "@/lib/verification/settle";
import { expectAnotherOwner, lockMember } from "./find";
import { authorizeRole } from "./give-role";

/** Takes a member out of the organization, from their next request on. Throws 404, 409 (the only owner), 403. */
export async function removeMember(actor: Actor, memberId: unknown): Promise<void> {
  authorize(actor, "member.edit");
  return transactSettled(actor, async (tx) => {
    const member = await lockMember(tx, actor, memberId);
    authorizeRole(actor, member.role);
    await expectAnotherOwner(tx, actor, member);
    const revision = member.revision + 1;
    await tx
      .update(memberships)
      .set({ removedAt: sql`now()`, revision })
      .where(and(eq(memberships.orgId, actor.organizationId), eq(memberships.id, member.id)));
    await tx
      .delete(userOrganizations)
      .where(
        and(
          eq(userOrganizations.orgId, actor.organizationId),
          eq(userOrganizations.userId, member.userId),
        ),
      );
    await announce(tx, actor, { kind: "member", id: member.id, revision });
    await recordAudit(tx, actor, {
      action: "member.removed",
      target: { kind: "member", id: member.id, name: member.name },
      before: { email: member.email, role: member.role },
    });
  });
}
