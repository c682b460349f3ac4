import { index, integer, pgTable, text, uniqueIndex } from "drizzle-orm/pg-core";
import { createdAt, idColumn, time } from "@/db/columns";

export const users = pgTable(
  "users",
  {
    id: idColumn("usr", "id").primaryKey(),
    email: text("email").notNull(),
    /** The address as it is compared: NFKC, lower case. */
    emailKey: text("email_key").notNull(),
    name: text("name").notNull(),
    passwordHash: text("password_hash"),
    createdAt: createdAt(),
  },
  (t) => [uniqueIndex("users_email_key").on(t.emailKey)],
);

export const sessions = pgTable(
  "sessions",
  {
    id: idColumn("ses", "id").primaryKey(),
    userId: idColumn("usr", "user_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    createdAt: createdAt(),
    lastSeenAt: time("last_seen_at").notNull().defaultNow(),
    expiresAt: time("expires_at").notNull(),
    endedAt: time("ended_at"),
    network: text("network"),
    userAgent: text("user_agent"),
  },
  (t) => [index("sessions_user").on(t.userId), index("sessions_expires").on(t.expiresAt)],
);

/** Failed sign-ins by subject: a keyed hash of an account, a network, or both together. */
export const signInThrottles = pgTable("sign_in_throttles", {
  subject: text("subject").primaryKey(),
  failures: integer("failures").notNull().default(0),
  lastFailedAt: time("last_failed_at").notNull().defaultNow(),
});
