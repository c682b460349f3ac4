import { sql } from "drizzle-orm";
import {
  check,
  foreignKey,
  index,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
} from "drizzle-orm/pg-core";
import { createdAt, idColumn, orgId, revision, time } from "@/db/columns";
import { applications } from "./applications";
import { apis, endpoints, permissions } from "./catalog";
import { environments } from "./keys";
import { memberships } from "./organizations";

/** What is asked for: grants, or to generate one key where policy demands approval. */
export const accessRequestKinds = ["grants", "key"] as const;
export const accessRequestStatuses = ["pending", "approved", "refused", "withdrawn"] as const;

/** What a member asks for an application that they may not give themself. */
export const accessRequests = pgTable(
  "access_requests",
  {
    orgId: orgId(),
    id: idColumn("acr", "id").notNull(),
    kind: text("kind", { enum: accessRequestKinds }).notNull().default("grants"),
    applicationId: idColumn("app", "application_id").notNull(),
    environments: text("environments", { enum: environments }).array().notNull(),
    reason: text("reason").notNull(),
    status: text("status", { enum: accessRequestStatuses }).notNull().default("pending"),
    revision: revision(),
    createdAt: createdAt(),
    createdBy: idColumn("mem", "created_by").notNull(),
    decidedAt: time("decided_at"),
    decidedBy: idColumn("mem", "decided_by"),
    /** The word that went with the decision. */
    answer: text("answer").notNull().default(""),
    /** The key that was generated with the approval, which is good for one. */
    keyId: idColumn("key", "key_id"),
  },
  (t) => [
    primaryKey({ columns: [t.orgId, t.id] }),
    index("access_requests_status").on(t.orgId, t.status, t.createdAt),
    index("access_requests_application").on(t.orgId, t.applicationId, t.createdAt),
    foreignKey({
      columns: [t.orgId, t.applicationId],
      foreignColumns: [applications.orgId, applications.id],
    }).onDelete("cascade"),
    foreignKey({
      columns: [t.orgId, t.createdBy],
      foreignColumns: [memberships.orgId, memberships.id],
    }),
    foreignKey({
      columns: [t.orgId, t.decidedBy],
      foreignColumns: [memberships.orgId, memberships.id],
    }),
  ],
);

/** One row per permission or endpoint that is asked for: exactly one of both. */
export const accessRequestItems = pgTable(
  "access_request_items",
  {
    orgId: orgId(),
    requestId: idColumn("acr", "request_id").notNull(),
    /** Of the grant that it becomes. */
    id: idColumn("grt", "id").notNull(),
    apiId: idColumn("api", "api_id").notNull(),
    permissionId: idColumn("prm", "permission_id"),
    endpointId: idColumn("end", "endpoint_id"),
  },
  (t) => [
    primaryKey({ columns: [t.orgId, t.requestId, t.id] }),
    uniqueIndex("access_request_items_permission").on(t.orgId, t.requestId, t.permissionId),
    uniqueIndex("access_request_items_endpoint").on(t.orgId, t.requestId, t.endpointId),
    check("access_request_items_one", sql`num_nonnulls(permission_id, endpoint_id) = 1`),
    foreignKey({
      columns: [t.orgId, t.requestId],
      foreignColumns: [accessRequests.orgId, accessRequests.id],
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
