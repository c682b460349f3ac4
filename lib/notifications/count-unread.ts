import { and, eq, isNull } from "drizzle-orm";
import { notifications } from "@/db/schema";
import { transact } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import { authorizeMember } from "@/lib/access/authorize";

/** How many notifications the acting member has not read. Throws 403. */
export async function countUnread(actor: Actor): Promise<number> {
  const member = authorizeMember(actor, "notification.read");
  return transact(member, (tx) =>
    tx.$count(
      notifications,
      and(
        eq(notifications.orgId, member.organizationId),
        eq(notifications.memberId, member.id),
        isNull(notifications.readAt),
      ),
    ),
  );
}
