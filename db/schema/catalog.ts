import { boolean, foreignKey, pgTable, primaryKey, text, uniqueIndex } from "drizzle-orm/pg-core";
import { createdAt, idColumn, orgId, revision } from "@/db/columns";
import { memberships, organizations } from "./organizations";

export const apis = pgTable(
  "apis",
  {
    orgId: orgId(),
    id: idColumn("api", "id").notNull(),
    slug: text("slug").notNull(),
    name: text("name").notNull(),
    description: text("description").notNull().default(""),
    baseUrl: text("base_url").notNull(),
    /** Whom to ask about it. */
    ownerId: idColumn("mem", "owner_id"),
    revision: revision(),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.orgId, t.id] }),
    uniqueIndex("apis_slug").on(t.orgId, t.slug),
    foreignKey({ columns: [t.orgId], foreignColumns: [organizations.id] }),
    foreignKey({
      columns: [t.orgId, t.ownerId],
      foreignColumns: [memberships.orgId, memberships.id],
    }),
  ],
);

export const permissions = pgTable(
  "permissions",
  {
    orgId: orgId(),
    id: idColumn("prm", "id").notNull(),
    apiId: idColumn("api", "api_id").notNull(),
    name: text("name").notNull(),
    description: text("description").notNull().default(""),
    sensitive: boolean("sensitive").notNull().default(false),
    revision: revision(),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.orgId, t.id] }),
    uniqueIndex("permissions_name").on(t.orgId, t.apiId, t.name),
    foreignKey({
      columns: [t.orgId, t.apiId],
      foreignColumns: [apis.orgId, apis.id],
    }).onDelete("cascade"),
  ],
);

export const methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"] as const;

export const endpoints = pgTable(
  "endpoints",
  {
    orgId: orgId(),
    id: idColumn("end", "id").notNull(),
    apiId: idColumn("api", "api_id").notNull(),
    method: text("method", { enum: methods }).notNull(),
    path: text("path").notNull(),
    summary: text("summary").notNull().default(""),
    deprecated: boolean("deprecated").notNull().default(false),
    permissionId: idColumn("prm", "permission_id"),
    revision: revision(),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.orgId, t.id] }),
    uniqueIndex("endpoints_template").on(t.orgId, t.apiId, t.method, t.path),
    foreignKey({
      columns: [t.orgId, t.apiId],
      foreignColumns: [apis.orgId, apis.id],
    }).onDelete("cascade"),
    foreignKey({
      columns: [t.orgId, t.permissionId],
      foreignColumns: [permissions.orgId, permissions.id],
    }),
  ],
);
