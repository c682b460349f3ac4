import { bigint, index, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { idColumn, orgId, time } from "@/db/columns";

/**
 * What weighs on each limit of a key, whoever spent it or holds it in advance. A plain local table
 * without foreign keys; only `portcullis_charge` writes it.
 */
export const limitDebts = pgTable(
  "limit_debts",
  {
    orgId: orgId(),
    keyId: idColumn("key", "key_id").notNull(),
    /** The limit with its parameters: another one is another row. */
    slot: text("slot").notNull(),
    debt: bigint("debt", { mode: "number" }).notNull(),
    /** When `debt` was true, in milliseconds since 1970 by the database's clock. */
    at: bigint("at", { mode: "number" }).notNull(),
    /** The gate that charged last; null for the portal. */
    holder: uuid("holder"),
    /** From then on the row says nothing that its absence would not. */
    idleAt: time("idle_at").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.orgId, t.keyId, t.slot] }),
    index("limit_debts_idle").on(t.idleAt),
  ],
);
