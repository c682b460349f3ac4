import { createHash } from "node:crypto";
import { type Column, type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { invalid } from "./errors";
import { timeField } from "./fields";
import { type IdPrefix, isId, toUuid } from "./ids";

/** One page of a list. `nextCursor` is opaque and goes back as `after`; null on the last page. */
export type Page<T> = { data: T[]; nextCursor: string | null; total: number };

/** A whole number from 1 on, also as digits from a URL. */
export const wholeField = (max: number) => {
  const words = `A number from 1 to ${max}.`;
  return z
    .union([z.number(words), z.string().regex(/^\d{1,9}$/, words)], words)
    .transform(Number)
    .refine((n) => Number.isInteger(n) && n >= 1 && n <= max, words)
    .meta({ type: "integer", minimum: 1, maximum: max });
};

/** The paging fields of every list, also from a URL: `after` (a cursor) or `page` (1-based). */
export const pageFields = {
  limit: wholeField(100).default(50),
  after: z.string("The nextCursor of the page before.").max(2000).optional(),
  page: wholeField(100_000).optional(),
};

export const PageQuery = z.strictObject(pageFields);
type PageQuery = z.output<typeof PageQuery>;

export type Sort<Name extends string = string> = {
  /** The field of the summary that holds what is sorted by; times as RFC 3339. */
  name: Name;
  by: Column | SQL;
  /** `folded`: `by` is `lower(…)` of the field. */
  kind: "text" | "folded" | "time";
  /** Where a time can be null: the end of time at which such rows stand. */
  missing?: "infinity" | "-infinity";
  descending: boolean;
};

const direction = (sort: Sort) => `${sort.descending ? "-" : ""}${sort.name}`;

export function refuseCursor(): never {
  throw invalid("after", "Not a cursor of this list. Use the nextCursor of the page before.");
}

const Cursor = z.tuple([z.string(), z.string().nullable(), z.string()]);

/** So that a cursor which was altered on its way is refused; it opens nothing, so no secret. */
const sealOf = (text: string) => createHash("sha256").update(text).digest("base64url").slice(0, 8);

export const writeCursor = (parts: readonly unknown[]) => {
  const text = Buffer.from(JSON.stringify(parts)).toString("base64url");
  return text + sealOf(text);
};

/** What `writeCursor` was given. Throws 422 for anything else. */
export function openCursor(cursor: string): unknown {
  const text = cursor.slice(0, -8);
  if (cursor.slice(-8) !== sealOf(text)) return refuseCursor();
  try {
    return JSON.parse(Buffer.from(text, "base64url").toString());
  } catch {
    return refuseCursor();
  }
}

function readCursor<P extends IdPrefix>(cursor: string, sort: Sort, prefix: P) {
  const parts = openCursor(cursor);
  try {
    const [name, value, id] = Cursor.parse(parts);
    if (name !== direction(sort) || !isId(prefix, id)) return refuseCursor();
    return { value: bound(value, sort), id: toUuid(prefix, id) };
  } catch {
    return refuseCursor();
  }
}

function bound(value: string | null, sort: Sort): SQL {
  if (sort.kind === "time") {
    const time = value === null ? sort.missing : timeField().safeParse(value).data?.toISOString();
    return sql`${time ?? refuseCursor()}::timestamptz`;
  }
  if (value === null || /[\0\p{Cs}]/u.test(value)) refuseCursor();
  return sort.kind === "folded" ? sql`lower(${value}::text)` : sql`${value}::text`;
}

/**
 * The parts of a list's query: add `where` (undefined on the first page) to the conditions, then
 * `orderBy`, `limit` (one more than is shown) and `offset`. Throws 422 for another list's cursor.
 */
export function paging<P extends IdPrefix>(query: PageQuery, sort: Sort, id: Column, prefix: P) {
  const by = sort.missing ? sql`coalesce(${sort.by}, ${sort.missing}::timestamptz)` : sort.by;
  const cursor = query.after === undefined ? null : readCursor(query.after, sort, prefix);
  const than = sort.descending ? sql`<` : sql`>`;
  const way = sort.descending ? sql`desc` : sql`asc`;
  return {
    where: cursor ? sql`(${by}, ${id}) ${than} (${cursor.value}, ${cursor.id}::uuid)` : undefined,
    orderBy: [sql`${by} ${way}`, sql`${id} ${way}`],
    limit: query.limit + 1,
    offset: cursor ? 0 : ((query.page ?? 1) - 1) * query.limit,
  };
}

/** Cuts the surplus row off; `mark` gives the sorted value and the id of the last row shown. */
export function cut<Row>(
  rows: Row[],
  query: PageQuery,
  sort: Sort,
  mark: (row: Row) => [value: Date | string | null, id: string],
): { rows: Row[]; nextCursor: string | null } {
  const shown = rows.slice(0, query.limit);
  const last = shown.at(-1);
  if (rows.length <= query.limit || last === undefined) return { rows: shown, nextCursor: null };
  const [value, id] = mark(last);
  const at = value instanceof Date ? value.toISOString() : value;
  return { rows: shown, nextCursor: writeCursor([direction(sort), at, id]) };
}

/** The page made of summaries, one more than is shown, that hold what they are sorted by. */
export function toPage<Name extends string, Row extends Record<Name, string | null>>(
  summaries: (Row & { id: string })[],
  query: PageQuery,
  sort: Sort<Name>,
  total: number,
): Page<Row & { id: string }> {
  const { rows, nextCursor } = cut(summaries, query, sort, (row) => [row[sort.name], row.id]);
  return { data: rows, nextCursor, total };
}
