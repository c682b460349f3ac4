import { and, eq } from "drizzle-orm";
import { invitations } from "@/db/schema";
import { transact } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import { authorize } from "@/lib/access/authorize";
import { recordAudit } from "@/lib/audit/record";
import { conflict } from "@/lib/errors";
import { lockMembers } from "@/lib/members/find";
import { authorizeRole } from "@/lib/members/give-role";
import { findInvitation } from "./find";
import { invitationEnd, issueLink } from "./link";
import { summarizeInvitation } from "./summarize";
import type { IssuedInvitation } from "./summary";

/**
 * A new link of a pending or expired invitation, for 7 days from now; the former one works no more.
 * Throws 404, 409 (accepted or withdrawn), 403.
 */
export async function resendInvitation(actor: Actor, id: unknown): Promise<IssuedInvitation> {
  authorize(actor, "member.edit");
  return transact(actor, async (tx) => {
    await lockMembers(tx, actor);
    const before = await findInvitation(tx, actor, id, "update");
    authorizeRole(actor, before.role);
    if (before.acceptedAt || before.withdrawnAt) {
      const state = before.acceptedAt ? "accepted" : "withdrawn";
      throw conflict(`This invitation was ${state}. Invite ${before.email} anew.`);
    }
    const [after] = await tx
      .update(invitations)
      .set({ expiresAt: invitationEnd(), createdBy: actor.id })
      .where(and(eq(invitations.orgId, actor.organizationId), eq(invitations.id, before.id)))
      .returning();
    if (!after) throw new Error("the invitation was not renewed");
    const link = await issueLink(tx, actor, after.id);
    await recordAudit(tx, actor, {
      action: "invitation.resent",
      target: { kind: "invitation", id: after.id, name: after.email },
      before: { expiresAt: before.expiresAt, createdBy: before.createdBy },
      after: { expiresAt: after.expiresAt, createdBy: after.createdBy },
    });
    return { invitation: await summarizeInvitation(tx, actor, after), link };
  });
}
