import { customType, integer, timestamp } from "drizzle-orm/pg-core";
import { fromUuid, type Id, type IdPrefix, toUuid } from "@/lib/ids";

/** An id column: a TypeID in code, a `uuid` in the database. */
export function idColumn<P extends IdPrefix>(prefix: P, name: string) {
  return customType<{ data: Id<P>; driverData: string }>({
    dataType: () => "uuid",
    toDriver: (value) => toUuid(prefix, value),
    fromDriver: (value) => fromUuid(prefix, value),
  })(name);
}

/** The tenant column, first in every primary key and unique constraint of a tenant table. */
export const orgId = () => idColumn("org", "org_id").notNull();

export const time = (name: string) =>
  timestamp(name, { withTimezone: true, precision: 3, mode: "date" });

export const createdAt = () => time("created_at").notNull().defaultNow();

/** Raised by every change of the row that can alter a verdict or an `ETag`. */
export const revision = () => integer("revision").notNull().default(1);

export const bytes = customType<{ data: Buffer; driverData: Buffer }>({ dataType: () => "bytea" });
