import { and, asc, eq, isNull } from "drizzle-orm";
import { memberships } from "@/db/schema";
import type { Transaction } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import { authorize } from "@/lib/access/authorize";
import { invalid } from "@/lib/errors";
import type { MemberId } from "@/lib/ids";

/**
 * Who will own an application: the member wished for, else the one who acts, else the oldest owner
 * of the organization. Throws 403 where the actor may only name itself, 422 for no present member.
 */
export async function chooseOwner(
  tx: Transaction,
  actor: Actor,
  wish: MemberId | undefined,
): Promise<MemberId> {
  if (wish && wish !== actor.id) authorize(actor, "application.transfer");
  const chosen = wish ?? (actor.kind === "member" ? actor.id : undefined);
  const [member] = await tx
    .select({ id: memberships.id })
    .from(memberships)
    .where(
      and(
        eq(memberships.orgId, actor.organizationId),
        isNull(memberships.removedAt),
        chosen ? eq(memberships.id, chosen) : eq(memberships.role, "owner"),
      ),
    )
    .orderBy(asc(memberships.createdAt), asc(memberships.id))
    .limit(1)
    .for("share");
  if (!member) throw invalid("ownerId", "Nobody with this id is a member of the organization.");
  return member.id;
}
