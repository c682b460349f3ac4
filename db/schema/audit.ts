import { foreignKey, index, jsonb, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { idColumn, orgId, time } from "@/db/columns";
import { organizations } from "./organizations";

export const auditOutcomes = ["success", "refused"] as const;

/** Ids of actor and target are text: they name members, tokens, keys or jobs, also long gone ones. */
export const auditEvents = pgTable(
  "audit_events",
  {
    orgId: orgId(),
    id: idColumn("aud", "id").notNull(),
    occurredAt: time("occurred_at").notNull().defaultNow(),
    actorKind: text("actor_kind", { enum: ["member", "token", "key", "system"] }).notNull(),
    actorId: text("actor_id").notNull(),
    actorName: text("actor_name").notNull(),
    action: text("action").notNull(),
    outcome: text("outcome", { enum: auditOutcomes }).notNull(),
    targetKind: text("target_kind"),
    targetId: text("target_id"),
    targetName: text("target_name"),
    applicationId: idColumn("app", "application_id"),
    network: text("network"),
    userAgent: text("user_agent"),
    requestId: text("request_id").notNull(),
    reason: text("reason"),
    before: jsonb("before").$type<Record<string, unknown>>(),
    after: jsonb("after").$type<Record<string, unknown>>(),
  },
  (t) => [
    primaryKey({ columns: [t.orgId, t.id] }),
    index("audit_events_time").on(t.orgId, t.occurredAt, t.id),
    index("audit_events_application").on(t.orgId, t.applicationId, t.occurredAt),
    index("audit_events_target").on(t.orgId, t.targetId, t.occurredAt),
    foreignKey({ columns: [t.orgId], foreignColumns: [organizations.id] }),
  ],
);
