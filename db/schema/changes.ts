import { sql } from "drizzle-orm";
import {
  bigint,
  customType,
  index,
  integer,
  pgTable,
  smallint,
  text,
  uuid,
} from "drizzle-orm/pg-core";
import { createdAt, orgId, time } from "@/db/columns";

const xid8 = customType<{ data: string; driverData: string }>({ dataType: () => "xid8" });
const snapshot = customType<{ data: string; driverData: string }>({
  dataType: () => "pg_snapshot",
});

/** What the gates follow. A plain local table: no foreign keys, also on Citus. */
export const changeLog = pgTable(
  "change_log",
  {
    id: bigint("id", { mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
    xid: xid8("xid").notNull().default(sql`pg_current_xact_id()`),
    orgId: orgId(),
    subjectKind: text("subject_kind").notNull(),
    subjectId: text("subject_id").notNull(),
    revision: integer("revision").notNull(),
    createdAt: createdAt(),
  },
  (t) => [index("change_log_xid").on(t.xid), index("change_log_created").on(t.createdAt)],
);

/** The gates that live, what each has applied, and until when it may answer from memory. */
export const gates = pgTable("gates", {
  id: uuid("id").primaryKey(),
  acked: snapshot("acked").notNull(),
  leaseUntil: time("lease_until").notNull(),
  /** Of its registrations: one that comes late changes nothing. */
  generation: integer("generation").notNull().default(1),
  /** How long after its lease it may answer stale, in seconds. */
  staleSeconds: integer("stale_seconds").notNull().default(0),
  registeredAt: time("registered_at").notNull().defaultNow(),
  lastSeen: time("last_seen").notNull().defaultNow(),
  /** When a change was not kept waiting for it any more: it has to register anew. */
  lapsedAt: time("lapsed_at"),
  version: text("version").notNull(),
  address: text("address").notNull(),
});

/** One row. Another epoch means another history: whoever remembers the old one forgets all. */
export const feedEpoch = pgTable("feed_epoch", {
  id: smallint("id").primaryKey().default(1),
  epoch: uuid("epoch").notNull().defaultRandom(),
});
