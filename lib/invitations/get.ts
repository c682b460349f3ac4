import { transact } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import { authorize } from "@/lib/access/authorize";
import { findInvitation } from "./find";
import { summarizeInvitation } from "./summarize";
import type { InvitationSummary } from "./summary";

/** One invitation. Throws 404, 403. */
export async function getInvitation(actor: Actor, id: unknown): Promise<InvitationSummary> {
  authorize(actor, "member.read");
  return transact(actor, async (tx) =>
    summarizeInvitation(tx, actor, await findInvitation(tx, actor, id)),
  );
}
