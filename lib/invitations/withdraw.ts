import { and, eq, inArray, isNull } from "drizzle-orm";
import { invitations } from "@/db/schema";
import { type Transaction, transact } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import { authorize } from "@/lib/access/authorize";
import { type Role, roleNames } from "@/lib/access/rights";
import { recordAudit } from "@/lib/audit/record";
import { conflict } from "@/lib/errors";
import type { MemberId, TokenId } from "@/lib/ids";
import { authorizeRole } from "@/lib/members/give-role";
import { findInvitation } from "./find";
import { endLink } from "./link";
import { summarizeInvitation } from "./summarize";
import type { InvitationRow, InvitationSummary } from "./summary";

/** Ends an invitation: its link works no more. Idempotent. Throws 404, 409 (it was accepted), 403. */
export async function withdrawInvitation(actor: Actor, id: unknown): Promise<InvitationSummary> {
  authorize(actor, "member.edit");
  return transact(actor, async (tx) => {
    const before = await findInvitation(tx, actor, id, "update");
    authorizeRole(actor, before.role);
    if (before.acceptedAt) throw conflict(`${before.email} has accepted it: remove the member.`);
    if (before.withdrawnAt) return summarizeInvitation(tx, actor, before);
    return summarizeInvitation(tx, actor, await markWithdrawn(tx, actor, before));
  });
}

/** For who may give these roles no more, in the transaction that ends it: their links work no more. */
export async function withdrawInvitationsOf(
  tx: Transaction,
  actor: Actor,
  creator: MemberId | TokenId,
  roles: readonly Role[] = roleNames,
): Promise<void> {
  const rows = await tx
    .select()
    .from(invitations)
    .where(
      and(
        eq(invitations.orgId, actor.organizationId),
        eq(invitations.createdBy, creator),
        inArray(invitations.role, [...roles]),
        isNull(invitations.acceptedAt),
        isNull(invitations.withdrawnAt),
      ),
    )
    .orderBy(invitations.id)
    .for("update");
  for (const row of rows) await markWithdrawn(tx, actor, row);
}

async function markWithdrawn(
  tx: Transaction,
  actor: Actor,
  before: InvitationRow,
): Promise<InvitationRow> {
  const [after] = await tx
    .update(invitations)
    .set({ withdrawnAt: new Date() })
    .where(and(eq(invitations.orgId, actor.organizationId), eq(invitations.id, before.id)))
    .returning();
  if (!after) throw new Error("the invitation was not withdrawn");
  await endLink(tx, actor, after.id);
  await recordAudit(tx, actor, {
    action: "invitation.withdrawn",
    target: { kind: "invitation", id: after.id, name: after.email },
    before: { email: after.email, role: after.role },
  });
  return after;
}
