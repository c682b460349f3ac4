import type { invitations } from "@/db/schema";
import type { Role } from "@/lib/access/rights";
import type { InvitationId } from "@/lib/ids";

export type InvitationRow = typeof invitations.$inferSelect;

export const invitationStatuses = ["pending", "expired", "accepted", "withdrawn"] as const;
export type InvitationStatus = (typeof invitationStatuses)[number];

/** An invitation as screens and the management API show it. Times are RFC 3339 UTC. */
export type InvitationSummary = {
  id: InvitationId;
  email: string;
  role: Role;
  status: InvitationStatus;
  createdAt: string;
  createdBy: string;
  createdByName: string;
  expiresAt: string;
};

/** The one answer that carries the link. */
export type IssuedInvitation = { invitation: InvitationSummary; link: string };

/** What the link's bearer sees of it. */
export type InvitationOffer = {
  organization: string;
  email: string;
  role: Role;
  invitedBy: string;
  /**
   * `new`: they choose a name and a password. `known`: they sign in to their account. `signed-in`:
   * as the one who is invited. `other`: as somebody else.
   */
  account: "new" | "known" | "signed-in" | "other";
  /** As whom they are signed in, if at all. */
  signedInAs: string | null;
};

export function invitationStatusAt(row: InvitationRow, now: Date): InvitationStatus {
  if (row.acceptedAt) return "accepted";
  if (row.withdrawnAt) return "withdrawn";
  return row.expiresAt <= now ? "expired" : "pending";
}
