import { sql } from "drizzle-orm";
import { bigint, customType, index, integer, pgTable, text } from "drizzle-orm/pg-core";
import { createdAt, orgId } from "@/db/columns";

const xid8 = customType<{ data: string; driverData: string }>({ dataType: () => "xid8" });

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
