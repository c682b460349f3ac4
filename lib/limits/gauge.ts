import type { Limits, Quota, RateLimit } from "@/lib/verification/services";

/**
 * A limit in whole numbers, as GCRA counts: what was spent weighs `unit` each, at most `cap` may
 * weigh at once, and `rate` flows off per millisecond. All products stay below 2^53: see
 * `lib/limits/fields.ts`.
 */
export type Gauge = {
  /** Names the limit with its parameters. */
  slot: string;
  /** Null for the quota. */
  name: string | null;
  limit: number;
  unit: number;
  cap: number;
  rate: number;
  /** The period of a quota, in milliseconds since 1970; of a rate limit 0. */
  starts: number;
  ends: number;
};

/** One object for all keys with the same limit: there are few kinds and many keys. */
const kinds = new Map<string, Gauge>();
const mostKinds = 10_000;

function kind(slot: string, limit: number, make: () => Gauge): Gauge {
  const name = `${slot} ${limit}`;
  const known = kinds.get(name);
  if (known) return known;
  if (kinds.size >= mostKinds) kinds.clear();
  const made = make();
  kinds.set(name, made);
  return made;
}

function gaugeOfRate({ name, limit, periodMs: unit }: RateLimit): Gauge {
  const slot = `rate ${name} ${limit}/${unit}`;
  return kind(slot, limit, () => {
    const common = { slot, name, limit, unit, starts: 0, ends: 0 };
    return { ...common, cap: limit * unit, rate: limit };
  });
}

/** The quota of the day or month, UTC, that holds `now`. */
function gaugeOfQuota({ limit, period }: Quota, now: number): Gauge {
  const date = new Date(now);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()];
  const day = period === "day" ? date.getUTCDate() : 1;
  const starts = Date.UTC(year, month, day);
  const ends = period === "day" ? Date.UTC(year, month, day + 1) : Date.UTC(year, month + 1, 1);
  const slot = `quota ${period} ${starts}`;
  return kind(slot, limit, () => {
    const common = { slot, name: null, limit, unit: 1, starts, ends };
    return { ...common, cap: limit, rate: 0 };
  });
}

/** The quota first: it is the first to be answered. */
export function gaugesOf({ rateLimits, quota }: Limits, now: number): Gauge[] {
  const gauges = rateLimits.map(gaugeOfRate);
  if (quota) gauges.unshift(gaugeOfQuota(quota, now));
  return gauges;
}

/** What is left of a weight after that many milliseconds. */
export const drained = (weight: number, rate: number, elapsedMs: number): number =>
  Math.max(0, weight - Math.max(0, elapsedMs) * rate);

/** Milliseconds until that much more fits; a whole period where it never does. */
export function waitFor({ cap, rate, ends }: Gauge, weight: number, more: number, now: number) {
  if (weight + more <= cap) return 0;
  if (rate === 0) return Math.max(1, ends - now);
  return Math.ceil((more > cap ? cap : weight + more - cap) / rate);
}
