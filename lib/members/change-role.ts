import { and, eq } from "drizzle-orm";
import { z } from "zod";
import { memberships } from "@/db/schema";
import type { Actor } from "@/lib/access/actor";
import { authorize } from "@/lib/access/authorize";
import { roleNames } from "@/lib/access/rights";
import { recordAudit } from "@/lib/audit/record";
import { withdrawInvitationsOf } from "@/lib/invitations/withdraw";
import { parse } from "@/lib/parse";
import { expectRevision } from "@/lib/revision";
import { announce } from "@/lib/verification/announce";
import { transactSettled } from "@/lib/verification/settle";
import { expectAnotherOwner, lockMember } from "./find";
import { authorizeRole, rolesNotGivenBy } from "./give-role";
import { summarizeMember } from "./summarize";
import type { MemberSummary } from "./summary";

export const ChangeRole = z.strictObject({
  role: z.enum(roleNames, `One of ${roleNames.join(", ")}.`),
});

/**
 * Gives a member another role, and their keys its ceiling. Throws 404, 409 (the only owner), 412
 * (the revision is another than `ifRevision`), 422, 403.
 */
export async function changeRole(
  actor: Actor,
  memberId: unknown,
  input: unknown,
  ifRevision?: number,
): Promise<MemberSummary> {
  authorize(actor, "member.edit");
  const { role } = parse(ChangeRole, input);
  authorizeRole(actor, role);
  return transactSettled(actor, async (tx) => {
    const member = await lockMember(tx, actor, memberId);
    authorizeRole(actor, member.role);
    expectRevision(member.revision, ifRevision);
    if (role === member.role) return summarizeMember(tx, actor, member);
    await expectAnotherOwner(tx, actor, member);
    const revision = member.revision + 1;
    await tx
      .update(memberships)
      .set({ role, revision })
      .where(and(eq(memberships.orgId, actor.organizationId), eq(memberships.id, member.id)));
    await withdrawInvitationsOf(tx, actor, member.id, rolesNotGivenBy(role));
    await announce(tx, actor, { kind: "member", id: member.id, revision });
    await recordAudit(tx, actor, {
      action: "member.role-changed",
      target: { kind: "member", id: member.id, name: member.name },
      before: { role: member.role },
      after: { role },
    });
    return summarizeMember(tx, actor, { ...member, role, revision });
  });
}
