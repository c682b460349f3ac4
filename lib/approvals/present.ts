import { and, eq, isNull } from "drizzle-orm";
import { memberships } from "@/db/schema";
import type { Transaction } from "@/db/transact";
import type { MemberActor } from "@/lib/access/actor";
import { unauthenticated } from "@/lib/access/authorize";

/** Who is being removed right now asks for nothing any more: a removal withdraws what it finds. */
export async function expectPresent(tx: Transaction, actor: MemberActor): Promise<void> {
  const [present] = await tx
    .select({ id: memberships.id })
    .from(memberships)
    .where(
      and(
        eq(memberships.orgId, actor.organizationId),
        eq(memberships.id, actor.id),
        isNull(memberships.removedAt),
      ),
    )
    .for("share");
  if (!present) throw unauthenticated("You are no longer a member of the organization.");
}
