import { foreignKey, index, jsonb, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { createdAt, idColumn, orgId, time } from "@/db/columns";
import { memberships } from "./organizations";

/** What a member is told in the portal. */
export const notifications = pgTable(
  "notifications",
  {
    orgId: orgId(),
    id: idColumn("ntf", "id").notNull(),
    memberId: idColumn("mem", "member_id").notNull(),
    kind: text("kind").notNull(),
    /** What its words and its link are made of. */
    facts: jsonb("facts").$type<Record<string, unknown>>().notNull(),
    createdAt: createdAt(),
    readAt: time("read_at"),
  },
  (t) => [
    primaryKey({ columns: [t.orgId, t.id] }),
    index("notifications_member").on(t.orgId, t.memberId, t.createdAt),
    foreignKey({
      columns: [t.orgId, t.memberId],
      foreignColumns: [memberships.orgId, memberships.id],
    }).onDelete("cascade"),
  ],
);
