import fc from "fast-check";
import { expect, test } from "vitest";
import type { Charge, Charged } from "@/db/limits";
import type { Company } from "./company";
import { drained, gaugesOf, waitFor } from "./gauge";
import { Share } from "./share";

const rate = (limit: number, periodMs: number) => {
  const [gauge] = gaugesOf({ rateLimits: [{ name: "x", limit, periodMs }], quota: null }, 0);
  if (!gauge) throw new Error("no gauge");
  return gauge;
};

const alone: Company = { gates: 1, alone: true };
const several = (gates: number): Company => ({ gates, alone: false });

const limits = fc.record({
  limit: fc.oneof(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 1, max: 100_000_000 })),
  periodMs: fc.integer({ min: 1, max: 86_400 }).map((seconds) => seconds * 1000),
});

/** The table's arithmetic, of one limit. */
class Table {
  debt = 0;
  at = 0;
  holder: unknown = undefined;

  charge(who: unknown, { cap, rate, owe, need, want, ahead }: Charge, at: number): Charged {
    const mine = this.holder === undefined || this.holder === who;
    this.debt = Math.max(0, drained(this.debt, rate, at - this.at) + owe);
    this.at = at;
    this.holder = who;
    const fits = mine || this.debt + need <= cap;
    const room = cap - this.debt - need;
    const now = mine ? want : Math.max(0, Math.min(want, room));
    const granted = fits ? need + now + Math.max(0, Math.min(ahead, room - now)) : 0;
    this.debt = Math.max(this.debt, Math.min(this.debt + granted, cap));
    return { granted, debt: this.debt, mine, fits };
  }
}

/** What a gate does for one request, the table answering at once. */
function take(share: Share, table: Table, cost: number, at: number, company: Company): boolean {
  share.advance(at, company);
  const fits = share.fits(cost, company);
  if (fits === null) settle(share, table, cost, at, company);
  const now = fits ?? share.fits(cost, company);
  expect(now).not.toBeNull();
  if (!now) return false;
  share.spend(cost);
  if (share.isDue(company)) settle(share, table, 0, at, company);
  return true;
}

function settle(share: Share, table: Table, cost: number, at: number, company: Company): void {
  const charge = share.charge(cost, cost, company);
  share.charged(charge, table.charge(share, charge, at), at);
}

const steps = (periodMs: number, limit: number) =>
  fc.array(
    fc.record({
      wait: fc.oneof(
        fc.constant(0),
        fc.integer({ min: 0, max: Math.ceil((periodMs / limit) * 3) }),
        fc.integer({ min: 0, max: periodMs }),
      ),
      cost: fc.oneof(fc.constant(1), fc.integer({ min: 0, max: limit + 1 })),
      gate: fc.nat(),
    }),
    { maxLength: 80 },
  );

/** A limit, its period, and requests at it. */
const runs = limits.chain(({ limit, periodMs }) =>
  fc.tuple(fc.constant(limit), fc.constant(periodMs), steps(periodMs, limit)),
);

test("alone, exactly what GCRA allows is allowed, in integers of any size", () => {
  fc.assert(
    fc.property(runs, ([limit, periodMs, run]) => {
      const share = new Share(rate(limit, periodMs), 0);
      const table = new Table();
      let debt = 0n;
      let at = 0;
      for (const { wait, cost } of run) {
        at += wait;
        const flowed = debt - BigInt(wait) * BigInt(limit);
        debt = flowed > 0n ? flowed : 0n;
        const fits = debt + BigInt(cost) * BigInt(periodMs) <= BigInt(limit) * BigInt(periodMs);
        if (fits) debt += BigInt(cost) * BigInt(periodMs);
        expect(take(share, table, cost, at, alone)).toBe(fits);
      }
    }),
    { numRuns: 500 },
  );
});

test("of N + k requests at one instant exactly N pass", () => {
  for (const limit of [1, 2, 3, 7, 99, 100, 101, 1000]) {
    for (const periodMs of [1000, 60_000, 86_400_000]) {
      const share = new Share(rate(limit, periodMs), 0);
      const table = new Table();
      let passed = 0;
      for (let i = 0; i < limit + 10; i++) if (take(share, table, 1, 0, alone)) passed++;
      expect({ limit, periodMs, passed }).toEqual({ limit, periodMs, passed: limit });
    }
  }
});

/** Whether what passed would pass GCRA with `limit` raised by two per cent. */
function withinTolerance(limit: number, periodMs: number, passed: [number, number][]): boolean {
  const most = limit * 1.02;
  let debt = 0;
  let at = 0;
  for (const [time, cost] of passed) {
    debt = Math.max(0, debt - (time - at) * most) + cost * periodMs;
    at = time;
    if (debt > most * periodMs * (1 + 1e-9)) return false;
  }
  return true;
}

const gates = (count: number, gauge: ReturnType<typeof rate>) =>
  Array.from({ length: count }, () => new Share(gauge, 0));

/** Gates ask one table, whatever the order; `companyOf` is what each of them thinks of the others. */
function neverBeyondTolerance(companyOf: (gate: number, count: number) => Company) {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 5 }), runs, (count, [limit, periodMs, run]) => {
      const shares = gates(count, rate(limit, periodMs));
      const table = new Table();
      const passed: [number, number][] = [];
      let at = 0;
      for (const { wait, cost, gate } of run) {
        at += wait;
        const share = shares[gate % count];
        const company = companyOf(gate % count, count);
        if (share && take(share, table, cost, at, company)) passed.push([at, cost]);
      }
      expect(withinTolerance(limit, periodMs, passed)).toBe(true);
    }),
    { numRuns: 1000 },
  );
}

test("several gates never pass more than the limit and two per cent, whatever the order", () => {
  neverBeyondTolerance((_, count) => several(count));
});

test("a gate that thinks it is alone and those that have joined stay within two per cent", () => {
  neverBeyondTolerance((gate, count) => (gate === 0 ? alone : several(count)));
});

test.each([2, 3, 5])(
  "%i gates that are flooded without end let through what the limit says",
  (count) => {
    const [limit, periodMs] = [2000, 1000];
    const shares = gates(count, rate(limit, periodMs));
    const table = new Table();
    const passed: [number, number][] = [];
    for (let at = 0; at < 3 * periodMs; at++) {
      for (const share of shares) {
        for (let i = 0; i < 3; i++) {
          if (take(share, table, 1, at, several(count))) passed.push([at, 1]);
        }
      }
    }
    expect(passed.length).toBeGreaterThanOrEqual(limit * 4 - 5);
    expect(withinTolerance(limit, periodMs, passed)).toBe(true);
  },
);

test("what gates let through without ever asking stays within the tolerance together", () => {
  const [limit, periodMs] = [10_000, 1000];
  const shares = gates(4, rate(limit, periodMs));
  let passed = 0;
  for (let at = 0; at < 10 * periodMs; at++) {
    for (const share of shares) {
      share.advance(at, several(4));
      if (!share.fits(1, several(4))) continue;
      share.spend(1);
      passed++;
    }
  }
  expect(passed).toBeGreaterThan(0.009 * limit * 11);
  expect(passed).toBeLessThanOrEqual(0.01 * limit * 11);
});

test("what is held in advance flows off with what the table bears: no second burst", () => {
  const [limit, periodMs] = [1000, 60_000];
  const gauge = rate(limit, periodMs);
  const [first, second] = [new Share(gauge, 0), new Share(gauge, 0)];
  const table = new Table();
  for (let i = 0; i < 20; i++) take(first, table, 1, 0, alone);
  expect(first.own).toBeGreaterThan(50 * periodMs);
  const later = periodMs;
  let passed = 0;
  for (let i = 0; i < 2 * limit; i++) if (take(second, table, 1, later, several(2))) passed++;
  for (let i = 0; i < 2 * limit; i++) if (take(first, table, 1, later, alone)) passed++;
  expect(passed).toBeGreaterThanOrEqual(limit);
  expect(passed).toBeLessThanOrEqual(limit * 1.02);
});

test("a refused request may pass when it was told, and no earlier", () => {
  fc.assert(
    fc.property(limits, fc.integer({ min: 1, max: 100 }), ({ limit, periodMs }, cost) => {
      fc.pre(cost <= limit);
      const gauge = rate(limit, periodMs);
      const wait = waitFor(gauge, gauge.cap, cost * gauge.unit, 0);
      const weight = cost * gauge.unit;
      expect(drained(gauge.cap, gauge.rate, wait) + weight).toBeLessThanOrEqual(gauge.cap);
      expect(drained(gauge.cap, gauge.rate, wait - 1) + weight).toBeGreaterThan(gauge.cap);
    }),
  );
});
