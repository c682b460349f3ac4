import fc from "fast-check";
import { expect, test } from "vitest";
import { bucketOf, latencyBuckets, percentilesOf } from "./latency";

const micros = fc.integer({ min: 1, max: 2_000_000 });

test("percentiles of merged buckets are within 13 % of the true ones", () => {
  fc.assert(
    fc.property(fc.array(micros, { minLength: 1, maxLength: 500 }), (all) => {
      const counts = new Map<number, number>();
      for (const one of all) counts.set(bucketOf(one), (counts.get(bucketOf(one)) ?? 0) + 1);
      const found = percentilesOf(counts);
      const sorted = all.toSorted((a, b) => a - b);
      for (const [name, share] of [
        ["p50", 0.5],
        ["p95", 0.95],
        ["p99", 0.99],
      ] as const) {
        const right = sorted[Math.ceil(share * sorted.length) - 1] ?? 0;
        expect((found?.[name] ?? 0) / right).toBeGreaterThan(0.87);
        expect((found?.[name] ?? 0) / right).toBeLessThan(1.13);
      }
    }),
  );
});

test("every latency has a bucket, and longer ones none before shorter ones", () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0, max: 1e9, noNaN: true }),
      fc.double({ min: 0, max: 1e9, noNaN: true }),
      (a, b) => {
        expect(bucketOf(a)).toBeGreaterThanOrEqual(0);
        expect(bucketOf(a)).toBeLessThan(latencyBuckets);
        if (a <= b) expect(bucketOf(a)).toBeLessThanOrEqual(bucketOf(b));
      },
    ),
  );
  expect(percentilesOf(new Map())).toBe(null);
});

test("a bucket is a third of a doubling", () => {
  const plain = (micros: number) =>
    micros <= 1 ? 0 : Math.min(63, Math.floor(Math.log2(micros) * 3 + 1e-9));
  for (let micros = 0; micros < 5_000; micros++) expect(bucketOf(micros)).toBe(plain(micros));
  for (let bucket = 1; bucket < 70; bucket++) {
    const from = Math.floor(2 ** (bucket / 3));
    for (const micros of [from - 1, from, from + 1]) expect(bucketOf(micros)).toBe(plain(micros));
  }
  fc.assert(
    fc.property(fc.nat(2 ** 31 - 1), (micros) => {
      expect(bucketOf(micros)).toBe(plain(micros));
    }),
  );
});
