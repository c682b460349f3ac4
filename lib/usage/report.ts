import type { Actor } from "@/lib/access/actor";
import { authorize } from "@/lib/access/authorize";
import { parse } from "@/lib/parse";
import { type Counted, countsOf, latenciesOf, readingCounts } from "./counted";
import { percentilesOf } from "./latency";
import { periodBefore, periodOf } from "./period";
import { UsageQuery } from "./query";
import { findScope } from "./scope";
import { compose, foldsOf } from "./segments";
import type { UsagePoint, UsageReport, UsageTotals } from "./summary";

/**
 * What was asked in a range, in bars that begin in the zone, exactly as counted; with the period
 * before, of which the last bar lasts only as long as the present one so far. Latencies are of those
 * verdicts whose time is known. Throws 404 (what it is to be of), 422, 403.
 */
export async function usageReport(actor: Actor, query: unknown): Promise<UsageReport> {
  authorize(actor, "usage.read");
  const wish = parse(UsageQuery, query);
  const now = Date.now();
  const period = periodOf(wish, now);
  const before = periodBefore(period, now);
  const { edges, bucketMinutes } = period;
  const [from = 0, to = 0] = [edges[0], edges.at(-1)];
  const bars = edges.length - 1;

  const { present, past, latencies } = await readingCounts(actor, async (tx) => {
    const scope = await findScope(tx, actor, wish);
    const folds = await foldsOf(tx, before?.edges[0] ?? from, to);
    const segments = compose(edges, folds, now);
    const by = ["outcome"] as const;
    return {
      present: await countsOf(tx, actor, { scope, segments, edges, by }),
      past:
        before &&
        (await countsOf(tx, actor, {
          ...before,
          scope,
          by,
          segments: compose(before.edges, folds, now),
        })),
      latencies: await latenciesOf(tx, actor, { scope, segments, edges }),
    };
  });

  const points: UsagePoint[] = edges
    .slice(0, -1)
    .map((start) => ({ start: new Date(start).toISOString(), outcomes: {} }));
  const byOutcome = new Map<string, number>();
  for (const { bar, outcome = "", count } of present) {
    const point = points[bar];
    if (point) point.outcomes[outcome] = count;
    byOutcome.set(outcome, (byOutcome.get(outcome) ?? 0) + count);
  }
  const buckets = latencies.map(({ bucket, count }) => [bucket, count] as const);
  return {
    from: new Date(from).toISOString(),
    to: new Date(to).toISOString(),
    bucketMinutes,
    points,
    totals: totalsOf(present),
    before: past && totalsOf(past),
    pointsBefore: past && sumsOf(past, bars),
    outcomes: [...byOutcome]
      .map(([outcome, count]) => ({ outcome, count }))
      .sort((a, b) => b.count - a.count || (a.outcome < b.outcome ? -1 : 1)),
    latency: percentilesOf(added(buckets)),
    latencies: points.map(({ start }, index) => ({
      start,
      latency: percentilesOf(
        new Map(latencies.flatMap((one) => (one.bar === index ? [[one.bucket, one.count]] : []))),
      ),
    })),
  };
}

function totalsOf(rows: readonly Counted[]): UsageTotals {
  const sum = (some: readonly Counted[]) => some.reduce((total, { count }) => total + count, 0);
  return { total: sum(rows), refused: sum(rows.filter(({ outcome }) => outcome !== "VALID")) };
}

function sumsOf(rows: readonly Counted[], bars: number): number[] {
  const sums = new Array<number>(bars).fill(0);
  for (const { bar, count } of rows) sums[bar] = (sums[bar] ?? 0) + count;
  return sums;
}

function added(parts: readonly (readonly [number, number])[]): Map<number, number> {
  const sums = new Map<number, number>();
  for (const [bucket, count] of parts) sums.set(bucket, (sums.get(bucket) ?? 0) + count);
  return sums;
}
