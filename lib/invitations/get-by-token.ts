import "server-only";
import { transact, transactOutside } from "@/db/transact";
import type { Origin } from "@/lib/access/actor";
import type { SignedIn } from "@/lib/access/sessions";
import { forgiveTry } from "@/lib/access/throttle";
import { actorNames } from "@/lib/members/names";
import { lookAtInvitation, redemptionOf } from "./redemption";
import type { InvitationOffer } from "./summary";

/**
 * What a link offers to whoever has it, `user` being who is signed in. It has no actor: the link is
 * the proof. Throws 404 alike for every link that does not work, 429 after too many of them.
 */
export async function invitationByToken(
  token: unknown,
  user: SignedIn | null,
  origin: Origin,
): Promise<InvitationOffer> {
  const redemption = await redemptionOf(token, origin);
  const { row, organization, state } = await lookAtInvitation(redemption, user);
  await transactOutside((tx) => forgiveTry(tx, redemption.attempt));
  const names = await transact(redemption.actor, (tx) =>
    actorNames(tx, redemption.actor, [row.createdBy]),
  );
  return {
    organization: organization.name,
    email: row.email,
    role: row.role,
    invitedBy: names.get(row.createdBy) ?? "",
    account: state,
    signedInAs: user?.email ?? null,
  };
}
