import { and, eq, isNull } from "drizzle-orm";
import { memberships } from "@/db/schema";
import type { Transaction } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import { invalid } from "@/lib/errors";
import type { MemberId } from "@/lib/ids";

/** Throws 422 at `ownerId` where that is no present member, who then stays until `tx` ends. */
export async function expectMember(
  tx: Transaction,
  actor: Actor,
  id: MemberId | null | undefined,
): Promise<void> {
  if (!id) return;
  const [member] = await tx
    .select({ id: memberships.id })
    .from(memberships)
    .where(
      and(
        eq(memberships.orgId, actor.organizationId),
        eq(memberships.id, id),
        isNull(memberships.removedAt),
      ),
    )
    .for("share");
  if (!member) throw invalid("ownerId", "Nobody with this id is a member of the organization.");
}
