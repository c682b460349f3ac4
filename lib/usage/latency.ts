/** Buckets of latencies, three to a doubling: what one holds differs by 26 % at most. */
export const latencyBuckets = 64;
const perDoubling = 3;

/** How much of a doubling its first bucket has, and its first two; a hair less, as logarithms round. */
const [first, second] = [1, 2].map((buckets) => 2 ** ((buckets - 1e-9) / perDoubling)) as [
  number,
  number,
];
const longest = 2 ** ((latencyBuckets - 1) / perDoubling);

/** The bucket of so many microseconds. The last one holds all from two seconds on. */
export function bucketOf(micros: number): number {
  if (micros <= 1) return 0;
  if (micros >= longest) return latencyBuckets - 1;
  const doubling = 31 - Math.clz32(micros);
  const rest = micros / (1 << doubling);
  return doubling * perDoubling + (rest < first ? 0 : rest < second ? 1 : 2);
}

/** In the middle of a bucket, in microseconds: within 13 % of all that it holds. */
const middleOf = (bucket: number) => 2 ** ((bucket + 0.5) / perDoubling);

/** In microseconds. */
export type Percentiles = { p50: number; p95: number; p99: number };

/** Of so many verdicts by bucket; null where there are none. Those of several rows add up. */
export function percentilesOf(counts: ReadonlyMap<number, number>): Percentiles | null {
  const buckets = [...counts].sort(([a], [b]) => a - b);
  const total = buckets.reduce((sum, [, count]) => sum + count, 0);
  if (total === 0) return null;
  const at = (share: number) => {
    let seen = 0;
    for (const [bucket, count] of buckets) {
      seen += count;
      if (seen >= share * total) return middleOf(bucket);
    }
    return middleOf(buckets.at(-1)?.[0] ?? 0);
  };
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99) };
}
