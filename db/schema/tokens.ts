import { foreignKey, index, integer, jsonb, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { bytes, createdAt, idColumn, orgId, revision, time } from "@/db/columns";
import { apis } from "./catalog";
import { environments } from "./keys";
import { organizations } from "./organizations";

export const serviceTokens = pgTable(
  "service_tokens",
  {
    orgId: orgId(),
    id: idColumn("tok", "id").notNull(),
    name: text("name").notNull(),
    /** The first characters, to recognise it by; worth nothing alone. */
    hint: text("hint").notNull(),
    hash: bytes("hash").notNull(),
    scopes: text("scopes").array().notNull(),
    apiId: idColumn("api", "api_id"),
    environment: text("environment", { enum: environments }),
    expiresAt: time("expires_at"),
    revision: revision(),
    createdAt: createdAt(),
    createdBy: text("created_by").notNull(),
    lastUsedAt: time("last_used_at"),
    revokedAt: time("revoked_at"),
    revokedBy: text("revoked_by"),
  },
  (t) => [
    primaryKey({ columns: [t.orgId, t.id] }),
    foreignKey({ columns: [t.orgId], foreignColumns: [organizations.id] }),
    foreignKey({ columns: [t.orgId, t.apiId], foreignColumns: [apis.orgId, apis.id] }),
  ],
);

/** Look-up: hash → organization and service token. */
export const tokenLookup = pgTable("token_lookup", {
  hash: bytes("hash").primaryKey(),
  orgId: orgId(),
  tokenId: idColumn("tok", "token_id").notNull(),
});

/** What a POST answered under an `Idempotency-Key`, without its secrets. */
export const idempotencyKeys = pgTable(
  "idempotency_keys",
  {
    orgId: orgId(),
    tokenId: idColumn("tok", "token_id").notNull(),
    key: text("key").notNull(),
    fingerprint: text("fingerprint").notNull(),
    status: integer("status"),
    response: jsonb("response"),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.orgId, t.tokenId, t.key] }),
    index("idempotency_keys_created").on(t.orgId, t.createdAt),
    foreignKey({
      columns: [t.orgId, t.tokenId],
      foreignColumns: [serviceTokens.orgId, serviceTokens.id],
    }).onDelete("cascade"),
  ],
);
