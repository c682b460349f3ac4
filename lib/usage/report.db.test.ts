import { sql } from "drizzle-orm";
import { beforeAll, describe, expect, test } from "vitest";
import { transactSystem } from "@/db/transact";

import {
  type CountedWorld,
  isOf,
  mintCountedWorld,
  oneOf,
  randomCounts,
  randomScope,
  sumOf,
} from "@/lib/testing/counted-world";
import { type CountRow, writeCounts } from "@/lib/testing/counts";
import { testDatabase } from "@/lib/testing/database";

import { foldUsage } from "./fold";
import { percentilesOf } from "./latency";
import { dayMs, minuteMs } from "./period";
import { usageReport } from "./report";
import { type UsageScope, usageRanges } from "./summary";

testDatabase();

const zones = ["UTC", "Europe/Berlin", "Asia/Kolkata", "America/New_York", "Asia/Kathmandu"];

let world: CountedWorld;
const rows: CountRow[] = [];

const count = async (more: CountRow[]) => {
  await writeCounts(more);
  rows.push(...more);
};

beforeAll(async () => {
  world = await mintCountedWorld();
  const theirs = await mintCountedWorld();
  await writeCounts(randomCounts(theirs, 300));
  await count(randomCounts(world, 3000));
}, 60_000);

function latencyOf(some: CountRow[]) {
  const buckets = new Map<number, number>();
  for (const value of some.flatMap(({ latencies }) => latencies)) {
    buckets.set(value % 64, (buckets.get(value % 64) ?? 0) + Math.floor(value / 64));
  }
  return percentilesOf(buckets);
}

/** Holds one report against all rows that were counted. */
async function check(range: object, scope: UsageScope): Promise<void> {
  const now = Date.now();
  const report = await usageReport(world.organization.auditor, { ...range, ...scope });
  const [from, to] = [Date.parse(report.from), Date.parse(report.to)];
  const length = to - from;
  const starts = report.points.map(({ start }) => Date.parse(start));
  const pastEnd = Math.min(to, Math.floor(now / minuteMs) * minuteMs + minuteMs) - length;
  const refused = (some: CountRow[]) => sumOf(some.filter(({ outcome }) => outcome !== "VALID"));
  const within = (a: number, b: number) => rows.filter((row) => isOf(row, scope, a, b));
  const all = within(from, to);
  const words = JSON.stringify({ range, scope });
  expect(starts[0], words).toBe(from);
  expect(report.totals, words).toEqual({ total: sumOf(all), refused: refused(all) });
  expect(report.latency, words).toEqual(latencyOf(all));
  for (const [index, start] of starts.entries()) {
    const some = within(start, starts[index + 1] ?? to);
    const outcomes: Record<string, number> = {};
    for (const { outcome, count } of some) outcomes[outcome] = (outcomes[outcome] ?? 0) + count;
    expect(report.points[index]?.outcomes, words).toStrictEqual(outcomes);
    expect(report.latencies[index], words).toEqual({
      start: report.points[index]?.start,
      latency: latencyOf(some),
    });
    const earlier = within(start - length, Math.min((starts[index + 1] ?? to) - length, pastEnd));
    if (report.pointsBefore) expect(report.pointsBefore[index], words).toBe(sumOf(earlier));
  }
  const past = within(from - length, pastEnd);
  if (report.before) {
    expect(report.before, words).toEqual({ total: sumOf(past), refused: refused(past) });
  }
  const sums = new Map<string, number>();
  for (const { outcome, count } of all) sums.set(outcome, (sums.get(outcome) ?? 0) + count);
  expect(Object.fromEntries(report.outcomes.map((one) => [one.outcome, one.count]))).toEqual(
    Object.fromEntries(sums),
  );
}

async function checkMany(times: number): Promise<void> {
  for (const range of ["1h", "24h", "7d", "30d"]) await check({ range }, {});
  for (let i = 0; i < times; i++) {
    const ends = Date.now() - Math.random() * oneOf([1, 5, 30]) * dayMs;
    const from = ends - Math.random() * oneOf([0.1, 1, 3, 30]) * dayMs - minuteMs;
    const time = (at: number) => new Date(Math.max(at, Date.now() - 33 * dayMs)).toISOString();
    const range = oneOf(usageRanges);
    const custom = { range, from: time(from), to: time(ends + minuteMs) };
    await check(
      { zone: oneOf(zones), ...(range === "custom" ? custom : { range }) },
      randomScope(world),
    );
  }
}

describe.sequential("the report equals the sum of all that was counted", () => {
  test("of minutes alone", () => checkMany(40), 60_000);

  test("while hours and days are made, and after", async () => {
    await foldUsage(700);
    await checkMany(25);
    await foldUsage(120_000);
    const made = await transactSystem((tx) =>
      tx.execute<{ grain: string; many: number }>(
        sql`select grain, count(*)::int as many from usage_folds group by 1 order by 1`,
      ),
    );
    expect(Object.fromEntries(made.map(({ grain, many }) => [grain, many])).day).toBeGreaterThan(
      30,
    );
    await checkMany(40);
  }, 180_000);

  test("after late batches, and when they are made anew", async () => {
    const known = new Set(rows.map(nameOf));
    await count(randomCounts(world, 300).filter((row) => !known.has(nameOf(row))));
    await checkMany(25);
    await foldUsage(120_000);
    await checkMany(25);
  }, 180_000);
});

const nameOf = ({ latencies: _, count: __, cost: ___, ...things }: CountRow) =>
  JSON.stringify(things);
