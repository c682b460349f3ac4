import { sql } from "drizzle-orm";
import {
  bigint,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
} from "drizzle-orm/pg-core";
import { bytes, createdAt, idColumn, orgId, revision, time } from "@/db/columns";
import { applications } from "./applications";
import { memberships } from "./organizations";

export const environments = ["development", "staging", "production"] as const;
export const keyKinds = ["secret", "jwt"] as const;
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
    kind: text("kind", { enum: keyKinds }).notNull().default("secret"),
    /** Of a secret key: a JWT key is known by its id. */
    sharedKey: text("shared_key"),
    /** HMAC-SHA-256 of the whole secret key under the pepper. Of a JWT key nothing is kept. */
    hash: bytes("hash"),
    status: text("status", { enum: keyStatuses }).notNull().default("active"),
    /** Since when it is disabled or quarantined, or was at its end, by whom and why; else null and empty. */
    statusSince: time("status_since"),
    statusBy: text("status_by"),
    statusNote: text("status_note").notNull().default(""),
    notBefore: time("not_before"),
    expiresAt: time("expires_at"),
    /** Names of permissions, or null for all that the application is granted. */
    permissions: text("permissions").array(),
    /** In CIDR notation, or null for anywhere. */
    allowedNetworks: text("allowed_networks").array(),
    /** As a browser sends them (RFC 6454 §6.1), or null where none is demanded. */
    allowedOrigins: text("allowed_origins").array(),
    tags: text("tags").array().notNull().default([]),
    /** `[{name, limit, periodMs}]`, or null for none. */
    rateLimits: jsonb("rate_limits"),
    /** At most so many units per `quotaPeriod` (UTC); both are null where there is no quota. */
    quotaLimit: bigint("quota_limit", { mode: "number" }),
    quotaPeriod: text("quota_period", { enum: quotaPeriods }),
    /** Null for a key that is service-owned: no role limits it. */
    ownerId: idColumn("mem", "owner_id"),
    /** The key that this one was made to replace. */
    replacesId: idColumn("key", "replaces_id"),
    /** While a rotation goes on or after it: the key that replaces this one. */
    replacedById: idColumn("key", "replaced_by_id"),
    /** When its rotation ends, from which moment on it is revoked. */
    retiresAt: time("retires_at"),
    /** Set where the rotation begins with the first use of the new key: it ends so long after. */
    overlapSeconds: integer("overlap_seconds"),
    revision: revision(),
    createdAt: createdAt(),
    createdBy: text("created_by").notNull(),
    lastUsedAt: time("last_used_at"),
    lastUsedNetwork: text("last_used_network"),
    /** The address of the gate that saw it, or `portal`. */
    lastUsedGate: text("last_used_gate"),
    revokedAt: time("revoked_at"),
    revokedBy: text("revoked_by"),
    revokeReason: text("revoke_reason", { enum: revokeReasons }),
    deletedAt: time("deleted_at"),
  },
  (t) => [
    primaryKey({ columns: [t.orgId, t.id] }),
    index("keys_application").on(t.orgId, t.applicationId, t.createdAt),
    index("keys_expires").on(t.orgId, t.expiresAt),
    index("keys_rotating")
      .on(t.orgId, t.retiresAt)
      .where(sql`replaced_by_id is not null and revoked_at is null`),
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

/** From where a key was used: networks of 256 addresses (IPv4) or of a site (IPv6, /48). */
export const keyNetworks = pgTable(
  "key_networks",
  {
    orgId: orgId(),
    keyId: idColumn("key", "key_id").notNull(),
    /** In CIDR notation. */
    network: text("network").notNull(),
    firstSeenAt: time("first_seen_at").notNull(),
    lastSeenAt: time("last_seen_at").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.orgId, t.keyId, t.network] }),
    index("key_networks_seen").on(t.orgId, t.lastSeenAt),
    foreignKey({ columns: [t.orgId, t.keyId], foreignColumns: [keys.orgId, keys.id] }).onDelete(
      "cascade",
    ),
  ],
);

/** Look-up: shared key → organization and key. */
export const keyLookup = pgTable("key_lookup", {
  sharedKey: text("shared_key").primaryKey(),
  orgId: orgId(),
  keyId: idColumn("key", "key_id").notNull(),
});
