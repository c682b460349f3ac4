import {
  boolean,
  foreignKey,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
} from "drizzle-orm/pg-core";
import { createdAt, idColumn, orgId, revision, time } from "@/db/columns";
import { users } from "./users";

export const historyNetworks = ["full", "truncated"] as const;

export const organizations = pgTable("organizations", {
  id: idColumn("org", "org_id").primaryKey(),
  slug: text("slug").notNull(),
  name: text("name").notNull(),
  keyPrefix: text("key_prefix").notNull().default("pcl"),
  /** A signing key is replaced when it has signed for so long; null for by hand only. */
  signingRotationDays: integer("signing_rotation_days").default(90),
  /** How long single verdicts are kept. */
  historyDays: integer("history_days").notNull().default(30),
  /** Whether callers' addresses are written whole, or as the network of the /24 or /48 around. */
  historyNetworks: text("history_networks", { enum: historyNetworks }).notNull().default("full"),
  revision: revision(),
  createdAt: createdAt(),
  deletedAt: time("deleted_at"),
});

export const roles = ["owner", "admin", "developer", "auditor"] as const;

export const memberships = pgTable(
  "memberships",
  {
    orgId: orgId(),
    id: idColumn("mem", "id").notNull(),
    userId: idColumn("usr", "user_id")
      .notNull()
      .references(() => users.id),
    role: text("role", { enum: roles }).notNull(),
    revision: revision(),
    createdAt: createdAt(),
    createdBy: text("created_by"),
    /** To a few minutes. */
    lastActiveAt: time("last_active_at"),
    removedAt: time("removed_at"),
  },
  (t) => [
    primaryKey({ columns: [t.orgId, t.id] }),
    uniqueIndex("memberships_user").on(t.orgId, t.userId),
    foreignKey({ columns: [t.orgId], foreignColumns: [organizations.id] }),
  ],
);

/** Look-up: slug → organization. Former slugs stay and are never given to another. */
export const organizationSlugs = pgTable("organization_slugs", {
  slug: text("slug").primaryKey(),
  orgId: orgId(),
  current: boolean("current").notNull().default(true),
});

/** Look-up: user → organizations. Holds present members only. */
export const userOrganizations = pgTable(
  "user_organizations",
  {
    userId: idColumn("usr", "user_id").notNull(),
    orgId: orgId(),
    memberId: idColumn("mem", "member_id").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.userId, t.orgId] }),
    index("user_organizations_org").on(t.orgId),
  ],
);
