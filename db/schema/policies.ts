import {
  date,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
} from "drizzle-orm/pg-core";
import { createdAt, idColumn, orgId, revision, time } from "@/db/columns";
import { environments, keys } from "./keys";
import { organizations, roles } from "./organizations";

export const ceilings = ["all", "non-sensitive", "none"] as const;

/** How much of its application's grants a key may use by its owner's role; no row, the default. */
export const roleCeilings = pgTable(
  "role_ceilings",
  {
    orgId: orgId(),
    role: text("role", { enum: roles }).notNull(),
    environment: text("environment", { enum: environments }).notNull(),
    ceiling: text("ceiling", { enum: ceilings }).notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.orgId, t.role, t.environment] }),
    foreignKey({ columns: [t.orgId], foreignColumns: [organizations.id] }),
  ],
);

/** What an organization demands of its keys, and what it demands of those of one application besides. */
export const keyPolicies = pgTable(
  "key_policies",
  {
    orgId: orgId(),
    /** `nobody` for the organization's own: a part of a primary key can't be null. */
    applicationId: idColumn("app", "application_id").notNull(),
    /** Those rules that are not as by default, by name. */
    rules: jsonb("rules").notNull(),
    /** By demand: the time from which on keys that broke it when it was set are stopped. */
    enforcedFrom: jsonb("enforced_from").notNull().default({}),
    revision: revision(),
    updatedAt: time("updated_at").notNull().defaultNow(),
    updatedBy: text("updated_by").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.orgId, t.applicationId] }),
    foreignKey({ columns: [t.orgId], foreignColumns: [organizations.id] }),
  ],
);

/** A key that may break one rule until then. */
export const policyExceptions = pgTable(
  "policy_exceptions",
  {
    orgId: orgId(),
    keyId: idColumn("key", "key_id").notNull(),
    rule: text("rule").notNull(),
    until: time("until").notNull(),
    reason: text("reason").notNull(),
    createdAt: createdAt(),
    createdBy: text("created_by").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.orgId, t.keyId, t.rule] }),
    index("policy_exceptions_until").on(t.orgId, t.until),
    foreignKey({ columns: [t.orgId, t.keyId], foreignColumns: [keys.orgId, keys.id] }).onDelete(
      "cascade",
    ),
  ],
);

/** That somebody was told how many days are left until a key is stopped: once for each deadline. */
export const policyReminders = pgTable(
  "policy_reminders",
  {
    orgId: orgId(),
    keyId: idColumn("key", "key_id").notNull(),
    rule: text("rule").notNull(),
    dueAt: time("due_at").notNull(),
    daysLeft: integer("days_left").notNull(),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.orgId, t.keyId, t.rule, t.dueAt, t.daysLeft] }),
    index("policy_reminders_created").on(t.createdAt),
    foreignKey({ columns: [t.orgId, t.keyId], foreignColumns: [keys.orgId, keys.id] }).onDelete(
      "cascade",
    ),
  ],
);

/** How many keys there were on a day (UTC), and with which findings. */
export const hygieneDays = pgTable(
  "hygiene_days",
  {
    orgId: orgId(),
    day: date("day", { mode: "string" }).notNull(),
    keys: integer("keys").notNull(),
    /** Those without a finding. */
    clean: integer("clean").notNull(),
    /** By finding: how many keys have it. */
    findings: jsonb("findings").$type<Record<string, number>>().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.orgId, t.day] }),
    foreignKey({ columns: [t.orgId], foreignColumns: [organizations.id] }),
  ],
);
