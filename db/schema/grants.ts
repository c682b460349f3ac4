import { sql } from "drizzle-orm";
import { check, foreignKey, pgTable, primaryKey, text, uniqueIndex } from "drizzle-orm/pg-core";
import { createdAt, idColumn, orgId } from "@/db/columns";
import { applications } from "./applications";
import { apis, endpoints, permissions } from "./catalog";
import { environments } from "./keys";

/** One row per permission or endpoint of an API that an application may use: exactly one of both. */
export const grants = pgTable(
  "grants",
  {
    orgId: orgId(),
    id: idColumn("grt", "id").notNull(),
    applicationId: idColumn("app", "application_id").notNull(),
    apiId: idColumn("api", "api_id").notNull(),
    permissionId: idColumn("prm", "permission_id"),
    endpointId: idColumn("end", "endpoint_id"),
    createdAt: createdAt(),
    createdBy: text("created_by").notNull(),
    /** Why it was given, in a person's words. */
    reason: text("reason").notNull().default(""),
    /** The environments in which it goes beyond what the role of a key's owner may. */
    approvedFor: text("approved_for", { enum: environments }).array().notNull().default([]),
    approvedBy: text("approved_by"),
  },
  (t) => [
    primaryKey({ columns: [t.orgId, t.id] }),
    uniqueIndex("grants_permission").on(t.orgId, t.applicationId, t.permissionId),
    uniqueIndex("grants_endpoint").on(t.orgId, t.applicationId, t.endpointId),
    check("grants_one", sql`num_nonnulls(permission_id, endpoint_id) = 1`),
    foreignKey({
      columns: [t.orgId, t.applicationId],
      foreignColumns: [applications.orgId, applications.id],
    }).onDelete("cascade"),
    foreignKey({
      columns: [t.orgId, t.apiId],
      foreignColumns: [apis.orgId, apis.id],
    }).onDelete("cascade"),
    foreignKey({
      columns: [t.orgId, t.permissionId],
      foreignColumns: [permissions.orgId, permissions.id],
    }).onDelete("cascade"),
    foreignKey({
      columns: [t.orgId, t.endpointId],
      foreignColumns: [endpoints.orgId, endpoints.id],
    }).onDelete("cascade"),
  ],
);
