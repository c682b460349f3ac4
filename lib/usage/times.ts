import { type SQL, sql } from "drizzle-orm";
import type { Grain, Segment } from "./segments";

const time = (at: number) => new Date(at).toISOString();

/** Times as an array of the database. */
export const timesOf = (times: readonly number[]): SQL =>
  sql`${`{${times.map(time).join()}}`}::timestamptz[]`;

/** The segments as a table of `since` and `till`. */
export const spansOf = (segments: readonly Segment[]): SQL =>
  sql`unnest(${timesOf(segments.map(({ from }) => from))}, ${timesOf(segments.map(({ to }) => to))}) as s(since, till)`;

/** In hours: a day's length is the session's zone's to say. */
const steps: Record<Grain, SQL> = {
  day: sql`interval '24 hours'`,
  hour: sql`interval '1 hour'`,
  minute: sql`interval '1 minute'`,
};

/** Each day, hour or minute of segments of that grain, as a query. */
export const timesIn = (segments: readonly Segment[], grain: Grain): SQL =>
  sql`select t from ${spansOf(segments)}, generate_series(since, till - ${steps[grain]}, ${steps[grain]}) as t`;

/**
 * That `start` is one of `times`, which are of those segments: looked up in the index one by one, in
 * the partitions of the segments only. Constants would each be weighed by the planner.
 */
export const isOneOf = (start: SQL, times: SQL, segments: readonly Segment[]): SQL =>
  sql`${start} = any(array(${times})) and ${isWithin(start, segments)}`;

/** That `start` lies in one of the segments. */
export const isWithin = (start: SQL, segments: readonly Segment[]): SQL =>
  sql`(${sql.join(
    segments.map(
      ({ from, to }) =>
        sql`${start} >= ${time(from)}::timestamptz and ${start} < ${time(to)}::timestamptz`,
    ),
    sql` or `,
  )})`;
