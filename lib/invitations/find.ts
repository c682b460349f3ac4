import { and, eq } from "drizzle-orm";
import { invitations } from "@/db/schema";
import type { Transaction } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import { notFound } from "@/lib/errors";
import { isId } from "@/lib/ids";
import type { InvitationRow } from "./summary";

/** An invitation, held for the change that follows where `lock` is given. Throws 404. */
export async function findInvitation(
  tx: Transaction,
  actor: Actor,
  id: unknown,
  lock?: "update",
): Promise<InvitationRow> {
  if (!isId("inv", id)) throw notFound("invitation");
  const query = tx
    .select()
    .from(invitations)
    .where(and(eq(invitations.orgId, actor.organizationId), eq(invitations.id, id)));
  const [row] = await (lock ? query.for(lock) : query);
  if (!row) throw notFound("invitation");
  return row;
}
