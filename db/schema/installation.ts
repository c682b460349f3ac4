import { pgTable, text } from "drizzle-orm/pg-core";
import { bytes, createdAt, time } from "@/db/columns";

/** Secrets of the whole installation, wrapped under PORTCULLIS_SECRET. */
export const installationSecrets = pgTable("installation_secrets", {
  name: text("name").primaryKey(),
  wrapped: bytes("wrapped").notNull(),
  createdAt: createdAt(),
});

/** The one-time set-up link, by the hash of its token. */
export const setupLinks = pgTable("setup_links", {
  tokenHash: bytes("token_hash").primaryKey(),
  createdAt: createdAt(),
  usedAt: time("used_at"),
});
