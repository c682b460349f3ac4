import type { Transaction } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import { actorNames } from "@/lib/members/names";
import { type InvitationRow, type InvitationSummary, invitationStatusAt } from "./summary";

/** The summaries of those invitations, in their order. */
export async function summarizeInvitations(
  tx: Transaction,
  actor: Actor,
  rows: InvitationRow[],
): Promise<InvitationSummary[]> {
  const names = await actorNames(
    tx,
    actor,
    rows.map((row) => row.createdBy),
  );
  const now = new Date();
  return rows.map((row) => ({
    id: row.id,
    email: row.email,
    role: row.role,
    status: invitationStatusAt(row, now),
    createdAt: row.createdAt.toISOString(),
    createdBy: row.createdBy,
    createdByName: names.get(row.createdBy) ?? "",
    expiresAt: row.expiresAt.toISOString(),
  }));
}

export async function summarizeInvitation(
  tx: Transaction,
  actor: Actor,
  row: InvitationRow,
): Promise<InvitationSummary> {
  const [summary] = await summarizeInvitations(tx, actor, [row]);
  if (!summary) throw new Error("an invitation was not summarized");
  return summary;
}
