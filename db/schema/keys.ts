import { bigint, foreignKey, index, jsonb, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { bytes, createdAt, idColumn, orgId, revision, time } from "@/db/columns";
import { applications } from "./applications";
import { memberships } from "./organizations";

export const environments = ["development", "staging", "production"] as const;
export const keyStatuses = ["active", "disabled", "quarantined", "expired", "revoked"] as const;
export const quotaPeriods = ["day", "month"] as const;
export const revokeReasons = [
  "compromised",
  "superseded",
  "owner-left",
  "unused",
  "other",
] as const;

export const keys = pgTable(
  "keys",
  {
    orgId: orgId(),
    id: idColumn("key", "id").notNull(),
    applicationId: idColumn("app", "application_id").notNull(),
    name: text("name").notNull(),
    environment: text("environment", { enum: environments }).notNull(),
    kind: text("kind", { enum: ["secret"] })
      .notNull()
      .default("secret"),
    sharedKey: text("shared_key").notNull(),
    /** HMAC-SHA-256 of the whole key under the pepper. */
    hash: bytes("hash").notNull(),
    status: text("status", { enum: keyStatuses }).notNull().default("active"),
    notBefore: time("not_before"),
    expiresAt: time("expires_at"),
    /** Names of permissions, or null for all that the application is granted. */
    permissions: text("permissions").array(),
    /** `[{name, limit, periodMs}]`, or null for none. */
    rateLimits: jsonb("rate_limits"),
    /** At most so many units per `quotaPeriod` (UTC); both are null where there is no quota. */
    quotaLimit: bigint("quota_limit", { mode: "number" }),
    quotaPeriod: text("quota_period", { enum: quotaPeriods }),
    ownerId: idColumn("mem", "owner_id"),
    revision: revision(),
    createdAt: createdAt(),
    createdBy: text("created_by").notNull(),
    lastUsedAt: time("last_used_at"),
    lastUsedNetwork: text("last_used_network"),
    revokedAt: time("revoked_at"),
    revokedBy: text("revoked_by"),
    revokeReason: text("revoke_reason", { enum: revokeReasons }),
    deletedAt: time("deleted_at"),
  },
  (t) => [
    primaryKey({ columns: [t.orgId, t.id] }),
    index("keys_application").on(t.orgId, t.applicationId, t.createdAt),
    index("keys_expires").on(t.orgId, t.expiresAt),
    foreignKey({
      columns: [t.orgId, t.applicationId],
      foreignColumns: [applications.orgId, applications.id],
    }).onDelete("cascade"),
    foreignKey({
      columns: [t.orgId, t.ownerId],
      foreignColumns: [memberships.orgId, memberships.id],
    }),
  ],
);

/** Look-up: shared key → organization and key. */
export const keyLookup = pgTable("key_lookup", {
  sharedKey: text("shared_key").primaryKey(),
  orgId: orgId(),
  keyId: idColumn("key", "key_id").notNull(),
});
