import "server-only";
import { and, eq, isNull, notExists, sql } from "drizzle-orm";
import { z } from "zod";
import { invitations, userOrganizations, users } from "@/db/schema";
import { type Transaction, transact } from "@/db/transact";
import type { Origin } from "@/lib/access/actor";
import { unauthenticated } from "@/lib/access/authorize";
import type { SignedIn } from "@/lib/access/sessions";
import { forgiveTry } from "@/lib/access/throttle";
import { recordAudit } from "@/lib/audit/record";
import { AppError } from "@/lib/errors";
import { nameField } from "@/lib/fields";
import { newId } from "@/lib/ids";
import { assertUnguessable, hashPassword, passwordField } from "@/lib/members/credentials";
import { join } from "@/lib/members/join";
import { parse } from "@/lib/parse";
import { endLink } from "./link";
import { lookAtInvitation, type OpenInvitation, openInvitation, redemptionOf } from "./redemption";

const Newcomer = z.strictObject({ name: nameField(), password: passwordField() });
type Newcomer = { name: string; passwordHash: string };

/**
 * Makes whoever has the link a member, once. Without an account they give a name and a password;
 * with one they must be signed in to it. It has no actor: the link is the proof. Throws 404 alike
 * for every link that does not work, 429 after too many of them, 401 (sign in first), 403 (signed in
 * as somebody else), 409 (a member already), 422.
 */
export async function acceptInvitation(
  token: unknown,
  input: unknown,
  user: SignedIn | null,
  origin: Origin,
): Promise<{ slug: string }> {
  const redemption = await redemptionOf(token, origin);
  const { actor } = redemption;
  const seen = await lookAtInvitation(redemption, user);
  const newcomer = seen.state === "new" ? await newcomerOf(input, seen) : null;
  if (seen.state === "known") throw signInFirst(seen);
  if (seen.state === "other") {
    throw new AppError(
      "FORBIDDEN",
      `You are signed in as ${user?.email}, but ${seen.row.email} is invited. Sign out, then open the link again.`,
    );
  }
  return transact(actor, async (tx) => {
    const open = await openInvitation(tx, redemption, { toUse: true });
    const { row, organization } = open;
    const account = newcomer ? await claimAccount(tx, open, newcomer) : open.account;
    if (!account) throw signInFirst(open);
    const member = await join(tx, actor, account, row.role);
    await tx
      .update(invitations)
      .set({ acceptedAt: new Date(), memberId: member.id })
      .where(and(eq(invitations.orgId, actor.organizationId), eq(invitations.id, row.id)));
    await endLink(tx, actor, row.id);
    await forgiveTry(tx, redemption.attempt);
    await recordAudit(tx, actor, {
      action: "invitation.accepted",
      target: { kind: "member", id: member.id, name: member.name },
      after: { email: member.email, role: row.role, invitation: row.id, invitedBy: row.createdBy },
    });
    return { slug: organization.slug };
  });
}

const signInFirst = ({ row }: OpenInvitation) =>
  unauthenticated(`There is an account for ${row.email}. Sign in to it to accept.`);

async function newcomerOf(input: unknown, seen: OpenInvitation): Promise<Newcomer> {
  const { name, password } = parse(Newcomer, input);
  const { row, organization } = seen;
  assertUnguessable(password, [name, row.email, organization.name, organization.slug]);
  return { name, passwordHash: await hashPassword(password) };
}

const isMemberOfNothing = notExists(
  sql`(select from ${userOrganizations} where ${userOrganizations.userId} = ${users.id})`,
);

/** The account of the invited person, made or given its first password. Throws 401 where it has one. */
async function claimAccount(tx: Transaction, open: OpenInvitation, newcomer: Newcomer) {
  const { email, emailKey } = open.row;
  const [made] = await tx
    .insert(users)
    .values({ id: newId("usr"), email, emailKey, ...newcomer })
    .onConflictDoNothing({ target: users.emailKey })
    .returning();
  if (made) return made;
  const [claimed] = await tx
    .update(users)
    .set(newcomer)
    .where(and(eq(users.emailKey, emailKey), isNull(users.passwordHash), isMemberOfNothing))
    .returning();
  if (!claimed) throw signInFirst(open);
  return claimed;
}
