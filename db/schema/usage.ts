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

const begins = (name: string) =>
  timestamp(name, { withTimezone: true, precision: 0, mode: "date" }).notNull();

/** What every count is told apart by, besides its key. */
const things = () => ({
  /** `nobody` where the key is unknown. */
  applicationId: idColumn("app", "application_id").notNull(),
  /** `nobody` where no API was asked for. */
  apiId: idColumn("api", "api_id").notNull(),
  /** `nobody` where no request was matched with one. */
  endpointId: idColumn("end", "endpoint_id")
    .notNull()
    .default(sql`'00000000-0000-0000-0000-000000000000'`),
  /** Empty where the key is unknown. */
  environment: text("environment", { enum: [...environments, ""] }).notNull(),
  outcome: text("outcome").notNull(),
});

const sums = () => ({
  count: bigint("count", { mode: "number" }).notNull(),
  cost: bigint("cost", { mode: "number" }).notNull(),
  /**
   * How long they took, so far as known: each number is `verdicts * 64 + bucket`, a bucket as in
   * lib/usage/latency. Two numbers may be of one bucket.
   */
  latencies: bigint("latencies", { mode: "number" }).array().notNull().default(sql`'{}'`),
});

/*
 * Verdicts by minute, hour and day (UTC). Gates write minutes; hours and days are made of them by
 * the worker, and only those that `usage_folds` names are whole. Partitioned by day, those of days
 * by month: only a custom migration can say so.
 */

const countedBy = (name: string, start: string) =>
  pgTable(
    name,
    {
      orgId: orgId(),
      start: begins(start),
      /** `nobody` where the key is unknown. */
      keyId: idColumn("key", "key_id").notNull(),
      ...things(),
      ...sums(),
    },
    (t) => [
      primaryKey({
        name: `${name}_pk`,
        columns: [
          t.orgId,
          t.start,
          t.applicationId,
          t.keyId,
          t.apiId,
          t.endpointId,
          t.environment,
          t.outcome,
        ],
      }),
    ],
  );

export const usageMinutes = countedBy("usage_minutes", "minute");
export const usageHours = countedBy("usage_hours", "hour");
export const usageDays = countedBy("usage_days", "day");

/**
 * What totals are of: the organization; an application at an API; an endpoint of an API, or what
 * matched none of them. What a total is not told apart by is `nobody`. However many keys there are,
 * there are few totals.
 */
export const totalLevels = ["organization", "application", "endpoint"] as const;

const totalBy = (name: string, start: string) =>
  pgTable(
    name,
    {
      orgId: orgId(),
      level: text("level", { enum: totalLevels }).notNull(),
      start: begins(start),
      ...things(),
      ...sums(),
    },
    (t) => [
      primaryKey({
        name: `${name}_pk`,
        columns: [
          t.orgId,
          t.level,
          t.start,
          t.applicationId,
          t.apiId,
          t.endpointId,
          t.environment,
          t.outcome,
        ],
      }),
    ],
  );

export const usageTotalMinutes = totalBy("usage_total_minutes", "minute");
export const usageTotalHours = totalBy("usage_total_hours", "hour");
export const usageTotalDays = totalBy("usage_total_days", "day");

/** The hours and days whose counts, of all organizations, are made. A plain local table. */
export const usageFolds = pgTable(
  "usage_folds",
  {
    grain: text("grain", { enum: ["hour", "day"] }).notNull(),
    start: begins("start"),
  },
  (t) => [primaryKey({ columns: [t.grain, t.start] })],
);

/** Single verdicts, as many as the budget of a gate allows. Partitioned by day (UTC). */
export const usageEvents = pgTable(
  "usage_events",
  {
    orgId: orgId(),
    at: time("at").notNull(),
    id: idColumn("evt", "id").notNull().default(sql`gen_random_uuid()`),
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
    /** The template of the endpoint; null where none was matched. */
    path: text("path"),
    tags: text("tags").array(),
    /** The family of what asked, as `Firefox` or `curl`. */
    userAgent: text("user_agent"),
    /** The name of the gate that judged it; null for the portal. */
    gate: text("gate"),
    latencyMicros: integer("latency_micros").notNull(),
    /** Above 1 it is a sample: one of about so many that came at that time. */
    oneOf: integer("one_of").notNull().default(1),
  },
  (t) => [
    primaryKey({ columns: [t.orgId, t.at, t.id] }),
    index("usage_events_key").on(t.orgId, t.keyId, t.at),
    index("usage_events_application").on(t.orgId, t.applicationId, t.at),
  ],
);

/**
 * The last batch of each spool that was counted, and that whose history was written: none is counted
 * twice. A plain local table.
 */
export const usageSpools = pgTable("usage_spools", {
  id: uuid("id").primaryKey(),
  sequence: bigint("sequence", { mode: "number" }).notNull(),
  historySequence: bigint("history_sequence", { mode: "number" }).notNull().default(0),
  countedAt: time("counted_at").notNull().defaultNow(),
});
