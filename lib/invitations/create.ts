import { and, eq, gt, isNull } from "drizzle-orm";
import { z } from "zod";
import { invitations, memberships, users } from "@/db/schema";
import { type Transaction, transact } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import { authorize } from "@/lib/access/authorize";
import { roleNames } from "@/lib/access/rights";
import { recordAudit } from "@/lib/audit/record";
import { conflict } from "@/lib/errors";
import { newId } from "@/lib/ids";
import { emailField, emailKey } from "@/lib/members/email";
import { lockMembers } from "@/lib/members/find";
import { authorizeRole } from "@/lib/members/give-role";
import { parse } from "@/lib/parse";
import { invitationEnd, issueLink } from "./link";
import { summarizeInvitation } from "./summarize";
import type { IssuedInvitation } from "./summary";

export const CreateInvitation = z.strictObject({
  email: emailField(),
  role: z.enum(roleNames, `One of ${roleNames.join(", ")}.`),
});

/**
 * Invites the person with that e-mail address by a link that works once, for 7 days, and is in this
 * answer only: whoever asks for it hands it over. Throws 409 (a member or invited already), 422, 403.
 */
export async function createInvitation(actor: Actor, input: unknown): Promise<IssuedInvitation> {
  authorize(actor, "member.edit");
  const { email, role } = parse(CreateInvitation, input);
  authorizeRole(actor, role);
  return transact(actor, async (tx) => {
    await lockMembers(tx, actor);
    await expectStranger(tx, actor, email);
    const [row] = await tx
      .insert(invitations)
      .values({
        orgId: actor.organizationId,
        id: newId("inv"),
        email,
        emailKey: emailKey(email),
        role,
        createdBy: actor.id,
        expiresAt: invitationEnd(),
      })
      .returning();
    if (!row) throw new Error("the invitation was not inserted");
    const link = await issueLink(tx, actor, row.id);
    await recordAudit(tx, actor, {
      action: "invitation.created",
      target: { kind: "invitation", id: row.id, name: email },
      after: { email, role, expiresAt: row.expiresAt },
    });
    return { invitation: await summarizeInvitation(tx, actor, row), link };
  });
}

async function expectStranger(tx: Transaction, actor: Actor, email: string): Promise<void> {
  const [member] = await tx
    .select({ id: memberships.id })
    .from(memberships)
    .innerJoin(users, eq(users.id, memberships.userId))
    .where(
      and(
        eq(memberships.orgId, actor.organizationId),
        eq(users.emailKey, emailKey(email)),
        isNull(memberships.removedAt),
      ),
    );
  if (member) throw conflict(`${email} is a member already.`, "email");
  const [invited] = await tx
    .select({ id: invitations.id })
    .from(invitations)
    .where(
      and(
        eq(invitations.orgId, actor.organizationId),
        eq(invitations.emailKey, emailKey(email)),
        isNull(invitations.acceptedAt),
        isNull(invitations.withdrawnAt),
        gt(invitations.expiresAt, new Date()),
      ),
    );
  if (invited) {
    throw conflict(`${email} is invited already. Make a new link, or withdraw it first.`, "email");
  }
}
