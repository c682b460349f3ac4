import { transact } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import { authorize } from "@/lib/access/authorize";
import { findMember } from "./find";
import { summarizeMember } from "./summarize";
import type { MemberSummary } from "./summary";

/** One present member. Throws 404, 403. */
export async function getMember(actor: Actor, id: unknown): Promise<MemberSummary> {
  authorize(actor, "member.read");
  return transact(actor, async (tx) => summarizeMember(tx, actor, await findMember(tx, actor, id)));
}
