import { sql } from "drizzle-orm";
import {
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
} from "drizzle-orm/pg-core";
import { bytes, createdAt, idColumn, orgId, revision, time } from "@/db/columns";
import { keys } from "./keys";
import { organizations } from "./organizations";

export const signingKeyStates = ["next", "current", "retired", "withdrawn"] as const;

/** With which an organization signs its JWT keys (ES256). Its id is the `kid`. */
export const signingKeys = pgTable(
  "signing_keys",
  {
    orgId: orgId(),
    id: idColumn("sgk", "id").notNull(),
    /**
     * Published before it signs; signs; published until the last token that it signed is over;
     * withdrawn, trusted by nobody and not published.
     */
    state: text("state", { enum: signingKeyStates }).notNull(),
    /** A JWK (RFC 7517) without its private part. */
    publicJwk: jsonb("public_jwk").notNull(),
    /** PKCS #8, wrapped and bound to this row. */
    wrappedKey: bytes("wrapped_key").notNull(),
    revision: revision(),
    createdAt: createdAt(),
    currentSince: time("current_since"),
    /** Since when it signs no more: of a withdrawn one, since when it is withdrawn. */
    retiredAt: time("retired_at"),
  },
  (t) => [
    primaryKey({ columns: [t.orgId, t.id] }),
    uniqueIndex("signing_keys_current").on(t.orgId).where(sql`state = 'current'`),
    uniqueIndex("signing_keys_next").on(t.orgId).where(sql`state = 'next'`),
    foreignKey({ columns: [t.orgId], foreignColumns: [organizations.id] }),
  ],
);

/** What the token of a JWT key says that its row in `keys` does not. The token itself is kept nowhere. */
export const keyTokens = pgTable(
  "key_tokens",
  {
    orgId: orgId(),
    keyId: idColumn("key", "key_id").notNull(),
    signingKeyId: idColumn("sgk", "signing_key_id").notNull(),
    issuer: text("issuer").notNull(),
    /** The APIs that it is for: their ids, in the order of the slugs that `aud` names. */
    audienceIds: idColumn("api", "audience_ids").array().notNull(),
    audiences: text("audiences").array().notNull(),
    /** The names of permissions in `scope`. */
    scope: text("scope").array().notNull(),
    statusList: integer("status_list").notNull(),
    statusIndex: integer("status_index").notNull(),
    /** As `exp` says: the key's own end can't be put off, nor be earlier. */
    expiresAt: time("expires_at").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.orgId, t.keyId] }),
    uniqueIndex("key_tokens_status").on(t.orgId, t.statusList, t.statusIndex),
    index("key_tokens_expires").on(t.orgId, t.expiresAt),
    index("key_tokens_signer").on(t.orgId, t.signingKeyId, t.expiresAt),
    foreignKey({ columns: [t.orgId, t.keyId], foreignColumns: [keys.orgId, keys.id] }).onDelete(
      "cascade",
    ),
    foreignKey({
      columns: [t.orgId, t.signingKeyId],
      foreignColumns: [signingKeys.orgId, signingKeys.id],
    }),
  ],
);

/** The status lists of an organization, and how many of their places are given away. */
export const statusLists = pgTable(
  "status_lists",
  {
    orgId: orgId(),
    /** From 1 on. */
    number: integer("number").notNull(),
    taken: integer("taken").notNull().default(0),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.orgId, t.number] }),
    foreignKey({ columns: [t.orgId], foreignColumns: [organizations.id] }),
  ],
);
