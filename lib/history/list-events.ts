import { z } from "zod";
import { usageEvents } from "@/db/schema";
import { type Transaction, transact } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import { authorize } from "@/lib/access/authorize";
import { idField, timeField } from "@/lib/fields";
import { openCursor, refuseCursor, writeCursor } from "@/lib/page";
import { parse } from "@/lib/parse";
import type { UsageEvent } from "@/lib/usage/summary";
import { EventNames, type EventRow } from "./event-names";
import { ListEvents } from "./event-query";
import {
  authorizeSearch,
  type EventSearch,
  lookedAt,
  matching,
  mostLooked,
  newestFirst,
  type Place,
  within,
} from "./event-search";

export type EventPage = {
  data: UsageEvent[];
  /** Opaque, goes back as `after`; null where there are no more. */
  nextCursor: string | null;
  /** Set where it stopped before the page was full: how far back it has looked so far. */
  searchedTo: string | null;
};

/**
 * The access history, newest first, `from` inclusive to `to` exclusive (the last 24 hours unless a
 * range is given; a `requestId` is found whatever the range). Never more than the organization
 * keeps. Each call looks at a bounded number of rows: `searchedTo` says how far, where it found less
 * than a page. A developer must name an application or a key of their own; `network` is missing for
 * whom it is not shown, who may not search by it either. Throws 404, 422, 403.
 */
export async function listEvents(actor: Actor, query: unknown): Promise<EventPage> {
  authorize(actor, "history.read");
  const { limit, after, ...wish } = parse(ListEvents, query);
  const before = after === undefined ? null : placeOf(after);
  return transact(actor, async (tx) => {
    const search = await authorizeSearch(tx, actor, wish);
    const found = await findEvents(tx, actor, search, before, limit);
    const names = new EventNames();
    await names.learn(tx, actor, found.rows);
    return {
      data: found.rows.map((row) => names.tell(row, search.showsNetworks)),
      nextCursor: found.next && cursorOf(found.next),
      searchedTo: found.isShort ? (found.next?.at.toISOString() ?? null) : null,
    };
  });
}

type FoundEvents = {
  rows: EventRow[];
  /** Where to go on; null at the end. */
  next: Place | null;
  /** Whether it stopped before it had found as many as were asked for. */
  isShort: boolean;
};

/** Up to `limit` rows before a place, of the next ones that are looked at. */
export async function findEvents(
  tx: Transaction,
  actor: Actor,
  search: EventSearch,
  before: Place | null,
  limit: number,
): Promise<FoundEvents> {
  const found = await tx
    .select()
    .from(lookedAt(tx, actor, search, before))
    .where(matching(actor, search))
    .orderBy(...newestFirst(search))
    .limit(limit + 1);
  const rows = found.slice(0, limit);
  const last = rows.at(-1);
  if (found.length > limit && last) {
    return { rows, next: { at: last.at, id: last.id }, isShort: false };
  }
  const [end] = await tx
    .select({ at: usageEvents.at, id: usageEvents.id })
    .from(usageEvents)
    .where(within(actor, search, before))
    .orderBy(...newestFirst(search))
    .offset(mostLooked - 1)
    .limit(1);
  if (!end) return { rows, next: null, isShort: false };
  // Rows that came since the first look put its end too early: what it has found is behind it.
  return { rows, next: last && isOlder(last, end) ? last : end, isShort: true };
}

const isOlder = (one: Place, other: Place) =>
  one.at < other.at || (one.at.getTime() === other.at.getTime() && one.id < other.id);

const Cursor = z.tuple([z.literal("events"), timeField(), idField("evt")]);

const cursorOf = ({ at, id }: Place) => writeCursor(["events", at.toISOString(), id]);

function placeOf(cursor: string): Place {
  const { data } = Cursor.safeParse(openCursor(cursor));
  return data ? { at: data[1], id: data[2] } : refuseCursor();
}
