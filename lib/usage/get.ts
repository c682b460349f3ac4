import { eq } from "drizzle-orm";
import { z } from "zod";
import { keys } from "@/db/schema";
import type { Transaction } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import { authorize } from "@/lib/access/authorize";
import { invalid } from "@/lib/errors";
import { timeField } from "@/lib/fields";
import type { ApiId, ApplicationId, EndpointId, KeyId } from "@/lib/ids";
import type { Environment } from "@/lib/keys/format";
import { parse } from "@/lib/parse";
import {
  type Counted,
  countsOf,
  type Dimension,
  dimensions,
  idOf,
  keysOf,
  readingCounts,
} from "./counted";
import { keptDays } from "./partitions";
import { dayMs, floor, hourMs, keptSince } from "./period";
import { scopeFields } from "./query";
import { findScope } from "./scope";
import { compose, foldsOf, grainMs } from "./segments";
import { type UsageBucket, usageBuckets } from "./summary";

const mostPoints = 10_000;
const groupWords = `One or more of ${dimensions.join(", ")}, with commas between them.`;

const isDimension = (name: string): name is Dimension =>
  dimensions.some((dimension) => dimension === name);

export const GetUsage = z.strictObject({
  /** Without it, 24 hours before `to`. */
  from: timeField().optional(),
  /** Without it, now. */
  to: timeField().optional(),
  /** Without it, the finest that fits the range. */
  bucket: z.enum(usageBuckets, `One of ${usageBuckets.join(", ")}.`).optional(),
  groupBy: z
    .string(groupWords)
    .max(100, groupWords)
    .transform((value, context): Dimension[] => {
      const names = [...new Set(value.split(","))];
      if (names.every(isDimension)) return names;
      context.addIssue({ code: "custom", message: groupWords });
      return z.NEVER;
    })
    .meta({ type: "string" })
    .optional(),
  ...scopeFields,
});

/** What it is grouped by is null where it is unknown, or there was none. */
export type UsageSeriesPoint = {
  start: string;
  application?: ApplicationId | null;
  key?: KeyId | null;
  api?: ApiId | null;
  endpoint?: EndpointId | null;
  environment?: Environment | null;
  outcome?: string;
  count: number;
  cost: number;
};

/** `from` inclusive to `to` exclusive, widened to whole buckets (UTC). */
export type UsageSeries = {
  from: string;
  to: string;
  bucket: UsageBucket;
  /** By time, then by what they are grouped by; what nothing was counted of is missing. */
  points: UsageSeriesPoint[];
};

/**
 * Verdicts and their cost by minute, hour or day (UTC), and by what `groupBy` names. Throws 404 (what
 * it is filtered by), 422 (also where it would be more than 10,000 points, or older than it is kept),
 * 403.
 */
export async function getUsage(actor: Actor, query: unknown): Promise<UsageSeries> {
  authorize(actor, "usage.read");
  const wish = parse(GetUsage, query);
  const now = Date.now();
  const { from, to, bucket } = rangeOf(wish, now);
  const size = grainMs[bucket];
  const edges = Array.from({ length: (to - from) / size + 1 }, (_, i) => from + i * size);
  const by = dimensions.filter((name) => wish.groupBy?.includes(name));
  const rows = await readingCounts(actor, async (tx) => {
    const scope = await findScope(tx, actor, wish);
    if (keysOf({ scope, by }) === "all") await expectFew(tx, actor, edges.length - 1);
    const segments = compose(edges, await foldsOf(tx, from, to), now);
    return countsOf(tx, actor, { scope, segments, edges, by, most: mostPoints + 1 });
  });
  if (rows.length > mostPoints) {
    throw invalid(
      "groupBy",
      `These are more than ${mostPoints} points. Ask for a shorter range, a longer bucket or fewer groups, or filter.`,
    );
  }
  return {
    from: new Date(from).toISOString(),
    to: new Date(to).toISOString(),
    bucket,
    points: rows.map((row) => pointOf(row, from + row.bar * size)),
  };
}

/** So many counts of keys, of one bucket each, are looked at where no application is named. */
const mostOfKeys = 50_000;

/** Throws 422 where it is too much to look at the counts of each key. */
async function expectFew(tx: Transaction, actor: Actor, buckets: number): Promise<void> {
  const ofKeys = Math.max(1, await tx.$count(keys, eq(keys.orgId, actor.organizationId)));
  if (ofKeys * buckets <= mostOfKeys) return;
  const few = Math.max(1, Math.floor(mostOfKeys / ofKeys));
  throw invalid(
    "groupBy",
    `So many keys can't be looked at for so long: filter by application or key, or ask for at most ${few} buckets.`,
  );
}

type Range = { from: number; to: number; bucket: UsageBucket };

/** Throws 422 in words that say what would do. */
function rangeOf(wish: z.output<typeof GetUsage>, now: number): Range {
  const until = Math.min(wish.to?.getTime() ?? now + 1, now + 1);
  const since = wish.from?.getTime() ?? until - dayMs;
  if (since >= until) throw invalid("from", "The range must begin before it ends, and before now.");
  const bucket = wish.bucket ?? usualBucket(since, until, now);
  const size = grainMs[bucket];
  const [from, to] = [floor(since, size), -floor(-until, size)];
  const kept = `${bucket}s` as const;
  if (from < keptSince(kept, now)) {
    const longer = { minute: " or ask for hours or days", hour: " or ask for days", day: "" };
    throw invalid(
      "from",
      `Counts by ${bucket} are kept for ${keptDays[kept]} days: begin later${longer[bucket]}.`,
    );
  }
  if ((to - from) / size > mostPoints) {
    throw invalid(
      "bucket",
      `At most ${mostPoints} ${kept}: ask for a shorter range or a longer bucket.`,
    );
  }
  return { from, to, bucket };
}

function usualBucket(from: number, to: number, now: number): UsageBucket {
  if (to - from <= 3 * hourMs && from >= keptSince("minutes", now)) return "minute";
  return to - from <= 8 * dayMs && from >= keptSince("hours", now) ? "hour" : "day";
}

function pointOf(row: Counted, start: number): UsageSeriesPoint {
  const { application, key, api, endpoint, environment, outcome, count, cost } = row;
  return {
    start: new Date(start).toISOString(),
    ...(application !== undefined && { application: idOf("application", application) }),
    ...(key !== undefined && { key: idOf("key", key) }),
    ...(api !== undefined && { api: idOf("api", api) }),
    ...(endpoint !== undefined && { endpoint: idOf("endpoint", endpoint) }),
    ...(environment !== undefined && { environment: (environment || null) as Environment | null }),
    ...(outcome !== undefined && { outcome }),
    count,
    cost,
  };
}
