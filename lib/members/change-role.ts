import { and, eq, sql } from "drizzle-orm";
import { z } from "zod";
import { memberships } from "@/db/schema";

import type { Actor } from "@/lib/access/actor";
import { authorize } from "@/lib/access/authorize";
import { roleNames } from "@/lib/access/rights";
import { recordAudit } from "@/lib/audit/record";
import { parse } from "@/lib/parse";
import { transactSettled } from "@/lib/verification/settle";
import { expectAnotherOwner, lockMember } from "./find";
import { authorizeRole } from "./give-role";
import { type MemberSummary, summarizeMember } from "./summary";

const ChangeRole = z.strictObject({
  role: z.enum(roleNames, `One of ${roleNames.join(", ")}.`),
});

/** Gives a member another role. Throws 404, 409 (the only owner), 422, 403. */
export async function changeRole(
  actor: Actor,
  memberId: unknown,
  input: unknown,
): Promise<MemberSummary> {
  authorize(actor, "member.edit");
  const { role } = parse(ChangeRole, input);
  authorizeRole(actor, role);
  return transactSettled(actor, async (tx) => {
    const member = await lockMember(tx, actor, memberId);
    authorizeRole(actor, member.role);
    if (role === member.role) return summarizeMember(member, member);
    await expectAnotherOwner(tx, actor, member);
    await tx
      .update(memberships)
      .set({ role, revision: sql`${memberships.revision} + 1` })
      .where(and(eq(memberships.orgId, actor.organizationId), eq(memberships.id, member.id)));
    await recordAudit(tx, actor, {
      action: "member.role-changed",
      target: { kind: "member", id: member.id, name: member.name },
      before: { role: member.role },
      after: { role },
    });
    return summarizeMember({ ...member, role }, member);
  });
}
