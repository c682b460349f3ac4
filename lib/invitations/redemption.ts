import "server-only";
import { and, eq, isNull } from "drizzle-orm";
import { findInvitation, listOrganizationsOf } from "@/db/lookup";
import { invitationLookup, invitations, organizations, users } from "@/db/schema";
import { type Transaction, transact } from "@/db/transact";
import { makeActor, type Origin, type SystemActor } from "@/lib/access/actor";
import type { SignedIn } from "@/lib/access/sessions";
import { countGuess, type Try } from "@/lib/access/throttle";
import { AppError } from "@/lib/errors";
import type { InvitationId } from "@/lib/ids";
import { emailKey } from "@/lib/members/email";
import { credentialHash } from "@/lib/secrets/installation";
import { isInvitationToken } from "./link";
import { type InvitationOffer, type InvitationRow, invitationStatusAt } from "./summary";

/** Unknown, used, withdrawn, replaced and expired links alike. */
const useless = () =>
  new AppError(
    "NOT_FOUND",
    "It was used, withdrawn or replaced by a newer one, it is older than 7 days, or a part of it is missing. Ask who invited you for a new link.",
  );

/** A link that leads somewhere. There is no member yet, so the link itself is who acts. */
export type Redemption = {
  actor: SystemActor;
  hash: Buffer;
  invitationId: InvitationId;
  attempt: Try;
};

/**
 * Where a link leads. It counts as a guess until its `attempt` is forgiven. Throws 404 for a link
 * that leads nowhere, 429 after too many of them.
 */
export async function redemptionOf(token: unknown, origin: Origin): Promise<Redemption> {
  const attempt = await countGuess(origin.network);
  if (!isInvitationToken(token)) throw useless();
  const hash = await credentialHash(token);
  const found = await findInvitation(hash);
  if (!found) throw useless();
  const { organizationId, invitationId } = found;
  const parts = { kind: "system", id: "invitation", name: "Invitation" } as const;
  const actor = makeActor<SystemActor>({ ...parts, organizationId, origin });
  return { actor, hash, invitationId, attempt };
}

export type OpenInvitation = {
  row: InvitationRow;
  organization: { name: string; slug: string };
  account: typeof users.$inferSelect | undefined;
};

/**
 * The invitation of a link that works now. To be used, it is held together with the roles of the
 * organization's members. Throws 404 as for a link that leads nowhere.
 */
export async function openInvitation(
  tx: Transaction,
  { actor, hash, invitationId }: Redemption,
  { toUse }: { toUse: boolean },
): Promise<OpenInvitation> {
  const place = tx
    .select({ name: organizations.name, slug: organizations.slug })
    .from(organizations)
    .where(and(eq(organizations.id, actor.organizationId), isNull(organizations.deletedAt)));
  const [organization] = await (toUse ? place.for("no key update") : place);
  const theOne = tx
    .select()
    .from(invitations)
    .where(and(eq(invitations.orgId, actor.organizationId), eq(invitations.id, invitationId)));
  const [row] = await (toUse ? theOne.for("update") : theOne);
  // Only now: whoever held the invitation may have replaced its link.
  const [link] = await tx
    .select({ id: invitationLookup.invitationId })
    .from(invitationLookup)
    .where(and(eq(invitationLookup.orgId, actor.organizationId), eq(invitationLookup.hash, hash)));
  const works = row && link && invitationStatusAt(row, new Date()) === "pending";
  if (!organization || !works) throw useless();
  const [account] = await tx.select().from(users).where(eq(users.emailKey, row.emailKey));
  return { row, organization, account };
}

/**
 * Looks at the invitation of a link and at how its bearer comes in. An account without a password is
 * as good as none, unless it is a member elsewhere: the bearer must not become one there.
 */
export async function lookAtInvitation(
  redemption: Redemption,
  user: SignedIn | null,
): Promise<OpenInvitation & { state: InvitationOffer["account"] }> {
  const open = await transact(redemption.actor, (tx) =>
    openInvitation(tx, redemption, { toUse: false }),
  );
  const { row, account } = open;
  if (user) {
    return { ...open, state: emailKey(user.email) === row.emailKey ? "signed-in" : "other" };
  }
  const isUnclaimed =
    !account ||
    (account.passwordHash === null && (await listOrganizationsOf(account.id)).length === 0);
  return { ...open, state: isUnclaimed ? "new" : "known" };
}
