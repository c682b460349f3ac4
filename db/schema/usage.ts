import { sql } from "drizzle-orm";
import {
  bigint,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  timestamp,
  uuid,
} from "drizzle-orm/pg-core";
import { idColumn, orgId, time } from "@/db/columns";
import { environments } from "./keys";

/** Stands in the counts for no application, no key or no API: parts of a primary key can't be null. */
export const nobody = "00000000-0000-0000-0000-000000000000";

/** Verdicts per minute. Partitioned by day (UTC): only a custom migration can say so. */
export const usageMinutes = pgTable(
  "usage_minutes",
  {
    orgId: orgId(),
    minute: timestamp("minute", { withTimezone: true, precision: 0, mode: "date" }).notNull(),
    /** `nobody` where the key is unknown, as `keyId`. */
    applicationId: idColumn("app", "application_id").notNull(),
    keyId: idColumn("key", "key_id").notNull(),
    /** `nobody` where no API was asked for. */
    apiId: idColumn("api", "api_id").notNull(),
    /** `nobody` where no request was matched with one. */
    endpointId: idColumn("end", "endpoint_id")
      .notNull()
      .default(sql`'00000000-0000-0000-0000-000000000000'`),
    /** Empty where the key is unknown. */
    environment: text("environment", { enum: [...environments, ""] }).notNull(),
    outcome: text("outcome").notNull(),
    count: bigint("count", { mode: "number" }).notNull(),
    cost: bigint("cost", { mode: "number" }).notNull(),
  },
  (t) => [
    primaryKey({
      name: "usage_minutes_pk",
      columns: [
        t.orgId,
        t.minute,
        t.applicationId,
        t.keyId,
        t.apiId,
        t.endpointId,
        t.environment,
        t.outcome,
      ],
    }),
    index("usage_minutes_key").on(t.orgId, t.keyId, t.minute),
  ],
);

/** Single verdicts, as many as the budget of a gate allows. Partitioned by day (UTC). */
export const usageEvents = pgTable(
  "usage_events",
  {
    orgId: orgId(),
    at: time("at").notNull(),
    id: uuid("id").notNull().defaultRandom(),
    /** All verdicts of one batch bear the same. */
    requestId: idColumn("req", "request_id").notNull(),
    applicationId: idColumn("app", "application_id"),
    keyId: idColumn("key", "key_id"),
    apiId: idColumn("api", "api_id"),
    endpointId: idColumn("end", "endpoint_id"),
    environment: text("environment", { enum: environments }),
    outcome: text("outcome").notNull(),
    cost: integer("cost").notNull(),
    network: text("network"),
    method: text("method"),
    path: text("path"),
    tags: text("tags").array(),
    latencyMicros: integer("latency_micros").notNull(),
    /** Above 1 it is a sample: one of about so many that came at that time. */
    oneOf: integer("one_of").notNull().default(1),
  },
  (t) => [primaryKey({ columns: [t.orgId, t.at, t.id] })],
);

/** The last batch of each spool that was counted: none is counted twice. A plain local table. */
export const usageSpools = pgTable("usage_spools", {
  id: uuid("id").primaryKey(),
  sequence: bigint("sequence", { mode: "number" }).notNull(),
  countedAt: time("counted_at").notNull().defaultNow(),
});
