import type { Transaction } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import type { Member } from "./find";
import { countOwned } from "./owned";
import type { MemberSummary } from "./summary";

/** The summaries of those members, in their order, in two queries whatever their number. */
export async function summarizeMembers(
  tx: Transaction,
  actor: Actor,
  members: Member[],
): Promise<MemberSummary[]> {
  if (members.length === 0) return [];
  const owned = await countOwned(
    tx,
    actor,
    members.map(({ id }) => id),
  );
  return members.map((member) => ({
    id: member.id,
    userId: member.userId,
    name: member.name,
    email: member.email,
    role: member.role,
    createdAt: member.createdAt.toISOString(),
    lastActiveAt: member.lastActiveAt?.toISOString() ?? null,
    keys: owned.keys.get(member.id) ?? 0,
    applications: owned.applications.get(member.id) ?? 0,
    revision: member.revision,
  }));
}

export async function summarizeMember(
  tx: Transaction,
  actor: Actor,
  member: Member,
): Promise<MemberSummary> {
  const [summary] = await summarizeMembers(tx, actor, [member]);
  if (!summary) throw new Error("a member was not summarized");
  return summary;
}
