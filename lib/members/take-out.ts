import { and, eq } from "drizzle-orm";
import { memberships, userOrganizations } from "@/db/schema";
import type { Transaction } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import { withdrawRequestsOf } from "@/lib/approvals/withdraw";
import { withdrawInvitationsOf } from "@/lib/invitations/withdraw";
import { announce } from "@/lib/verification/announce";
import { expectAnotherOwner, type Member } from "./find";
import { type HandOver, handOver } from "./hand-over";

/**
 * Ends the membership of a member, who is locked, and all that hangs on it. Throws 409 for the only
 * owner and as `handOver` does.
 */
export async function takeOut(
  tx: Transaction,
  actor: Actor,
  member: Member,
  wish: HandOver,
): Promise<void> {
  await expectAnotherOwner(tx, actor, member);
  const revision = member.revision + 1;
  await tx
    .update(memberships)
    .set({ removedAt: new Date(), revision })
    .where(and(eq(memberships.orgId, actor.organizationId), eq(memberships.id, member.id)));
  await tx
    .delete(userOrganizations)
    .where(
      and(
        eq(userOrganizations.orgId, actor.organizationId),
        eq(userOrganizations.userId, member.userId),
      ),
    );
  await handOver(tx, actor, member, wish);
  await withdrawRequestsOf(tx, actor, member.id);
  await withdrawInvitationsOf(tx, actor, member.id);
  await announce(tx, actor, { kind: "member", id: member.id, revision });
}
