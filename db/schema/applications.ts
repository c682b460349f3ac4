import { sql } from "drizzle-orm";
import { foreignKey, index, pgTable, primaryKey, text, uniqueIndex } from "drizzle-orm/pg-core";
import { createdAt, idColumn, orgId, revision, time } from "@/db/columns";
import { memberships, organizations } from "./organizations";

export const applicationStatuses = ["active", "inactive"] as const;

export const applications = pgTable(
  "applications",
  {
    orgId: orgId(),
    id: idColumn("app", "id").notNull(),
    name: text("name").notNull(),
    /** The name as it is compared: case and look-alikes folded. */
    nameKey: text("name_key").notNull(),
    description: text("description").notNull().default(""),
    baseUrl: text("base_url").notNull(),
    ownerId: idColumn("mem", "owner_id").notNull(),
    status: text("status", { enum: applicationStatuses }).notNull().default("active"),
    revision: revision(),
    createdAt: createdAt(),
    createdBy: text("created_by").notNull(),
    updatedAt: time("updated_at").notNull().defaultNow(),
    deletedAt: time("deleted_at"),
  },
  (t) => [
    primaryKey({ columns: [t.orgId, t.id] }),
    uniqueIndex("applications_name").on(t.orgId, t.nameKey).where(sql`deleted_at is null`),
    index("applications_created").on(t.orgId, t.createdAt),
    foreignKey({ columns: [t.orgId], foreignColumns: [organizations.id] }),
    foreignKey({
      columns: [t.orgId, t.ownerId],
      foreignColumns: [memberships.orgId, memberships.id],
    }),
  ],
);

/** The members whom an application's owner lets manage it. */
export const maintainers = pgTable(
  "maintainers",
  {
    orgId: orgId(),
    applicationId: idColumn("app", "application_id").notNull(),
    memberId: idColumn("mem", "member_id").notNull(),
    createdAt: createdAt(),
    createdBy: text("created_by").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.orgId, t.applicationId, t.memberId] }),
    index("maintainers_member").on(t.orgId, t.memberId),
    foreignKey({
      columns: [t.orgId, t.applicationId],
      foreignColumns: [applications.orgId, applications.id],
    }).onDelete("cascade"),
    foreignKey({
      columns: [t.orgId, t.memberId],
      foreignColumns: [memberships.orgId, memberships.id],
    }),
  ],
);
