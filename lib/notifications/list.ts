import { and, eq, isNull } from "drizzle-orm";
import { z } from "zod";
import { notifications } from "@/db/schema";
import { transact } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import { authorizeMember } from "@/lib/access/authorize";
import { type Page, pageFields, paging, type Sort, toPage } from "@/lib/page";
import { parse } from "@/lib/parse";
import type { NotificationSummary } from "./summary";

const ListNotifications = z.strictObject({
  ...pageFields,
  unread: z.literal("true", "true, or not at all.").optional(),
});

const sort: Sort<"createdAt"> = {
  name: "createdAt",
  by: notifications.createdAt,
  kind: "time",
  descending: true,
};

/**
 * What the acting member was told, newest first. Nobody sees another's. Leaves no audit event: it
 * shows no more than what happened, which the log has already. Throws 422, 403.
 */
export async function listNotifications(
  actor: Actor,
  query: unknown,
): Promise<Page<NotificationSummary>> {
  const member = authorizeMember(actor, "notification.read");
  const wish = parse(ListNotifications, query);
  const { where, orderBy, limit, offset } = paging(wish, sort, notifications.id, "ntf");
  const filter = and(
    eq(notifications.orgId, member.organizationId),
    eq(notifications.memberId, member.id),
    wish.unread && isNull(notifications.readAt),
  );
  return transact(member, async (tx) => {
    const total = await tx.$count(notifications, filter);
    const rows = await tx
      .select()
      .from(notifications)
      .where(and(filter, where))
      .orderBy(...orderBy)
      .limit(limit)
      .offset(offset);
    return toPage(rows.map(summarize), wish, sort, total);
  });
}

/** `notify` wrote the row: its facts are those of its kind. */
const summarize = (row: typeof notifications.$inferSelect) =>
  ({
    id: row.id,
    kind: row.kind,
    facts: row.facts,
    createdAt: row.createdAt.toISOString(),
    readAt: row.readAt?.toISOString() ?? null,
  }) as NotificationSummary;
