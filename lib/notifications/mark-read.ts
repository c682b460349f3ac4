import { and, eq, isNull, sql } from "drizzle-orm";
import { notifications } from "@/db/schema";
import { transact } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import { authorizeMember } from "@/lib/access/authorize";
import { notFound } from "@/lib/errors";
import { isId } from "@/lib/ids";

/**
 * Marks one notification of the acting member as read, or `all`; one that was read stays read since
 * then. Leaves no audit event: it concerns nobody else and changes nothing but a bell. Throws 404
 * (also another member's), 403.
 */
export async function markRead(actor: Actor, which: unknown): Promise<void> {
  const member = authorizeMember(actor, "notification.read");
  if (which !== "all" && !isId("ntf", which)) throw notFound("notification");
  const own = and(
    eq(notifications.orgId, member.organizationId),
    eq(notifications.memberId, member.id),
    which === "all" ? undefined : eq(notifications.id, which),
  );
  await transact(member, async (tx) => {
    const { count } = await tx
      .update(notifications)
      .set({ readAt: sql`now()` })
      .where(and(own, isNull(notifications.readAt)));
    if (count > 0 || which === "all") return;
    if ((await tx.$count(notifications, own)) === 0) throw notFound("notification");
  });
}
