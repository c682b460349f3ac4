import { notifications } from "@/db/schema";
import type { Transaction } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import { type MemberId, newId } from "@/lib/ids";
import type { NotificationFacts, NotificationKind } from "./summary";

/** Tells members of a change, in its transaction; never the one who makes it. */
export async function notify<K extends NotificationKind>(
  tx: Transaction,
  actor: Actor,
  memberIds: Iterable<MemberId>,
  kind: K,
  facts: NotificationFacts[K],
): Promise<void> {
  const told = [...new Set(memberIds)].filter((id) => id !== actor.id);
  if (told.length === 0) return;
  await tx.insert(notifications).values(
    told.map((memberId) => ({
      orgId: actor.organizationId,
      id: newId("ntf"),
      memberId,
      kind,
      facts,
    })),
  );
}
