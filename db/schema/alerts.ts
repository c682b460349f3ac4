import {
  doublePrecision,
  foreignKey,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
} from "drizzle-orm/pg-core";
import { createdAt, idColumn, orgId, revision, time } from "@/db/columns";
import { applications } from "./applications";
import { keys } from "./keys";

export const alertMetrics = [
  "requests",
  "refusals",
  "refused-share",
  "rate-limited",
  "latency",
] as const;
export const alertStates = ["calm", "firing"] as const;

/** When an application's usage is to be told of. */
export const alertRules = pgTable(
  "alert_rules",
  {
    orgId: orgId(),
    id: idColumn("alr", "id").notNull(),
    applicationId: idColumn("app", "application_id").notNull(),
    metric: text("metric", { enum: alertMetrics }).notNull(),
    direction: text("direction", { enum: ["above", "below"] }).notNull(),
    /** Verdicts, percent, or for latency milliseconds at the 95th percentile. */
    threshold: doublePrecision("threshold").notNull(),
    windowMinutes: integer("window_minutes").notNull(),
    state: text("state", { enum: alertStates }).notNull().default("calm"),
    stateSince: time("state_since").notNull().defaultNow(),
    /** What it was when it was last looked at. */
    lastValue: doublePrecision("last_value"),
    revision: revision(),
    createdAt: createdAt(),
    createdBy: text("created_by"),
  },
  (t) => [
    primaryKey({ columns: [t.orgId, t.id] }),
    index("alert_rules_application").on(t.orgId, t.applicationId),
    foreignKey({
      columns: [t.orgId, t.applicationId],
      foreignColumns: [applications.orgId, applications.id],
    }).onDelete("cascade"),
  ],
);

/** Which share of its quota was told of, by period: nobody is told twice. */
export const quotaNotices = pgTable(
  "quota_notices",
  {
    orgId: orgId(),
    keyId: idColumn("key", "key_id").notNull(),
    /** When the day or month of the quota began. */
    periodStart: time("period_start").notNull(),
    percent: integer("percent").notNull(),
    toldAt: time("told_at").notNull().defaultNow(),
  },
  (t) => [
    primaryKey({ columns: [t.orgId, t.keyId, t.periodStart, t.percent] }),
    foreignKey({ columns: [t.orgId, t.keyId], foreignColumns: [keys.orgId, keys.id] }).onDelete(
      "cascade",
    ),
  ],
);
