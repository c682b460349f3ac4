import type { Remaining, Taken } from "@/lib/verification/services";
import { type Gauge, waitFor } from "./gauge";

/** What stands on one limit, after the taking where there was one. */
export type Reading = { gauge: Gauge; spent: number };

const suffixes = Array.from({ length: 1000 }, (_, ms) => `${String(ms).padStart(3, "0")}Z`);
const stamps = Array.from({ length: 64 }, () => ({ second: -1, text: "" }));

/** RFC 3339 with milliseconds, as `toISOString` writes it, at a fraction of its time. */
export function timeText(ms: number): string {
  const second = Math.floor(ms / 1000);
  const stamp = stamps[second & 63];
  if (!stamp) return new Date(ms).toISOString();
  if (stamp.second !== second) {
    stamp.second = second;
    stamp.text = new Date(second * 1000).toISOString().slice(0, 20);
  }
  return stamp.text + suffixes[ms - second * 1000];
}

function remainders(readings: readonly Reading[], now: number): Remaining[] {
  const list: Remaining[] = [];
  for (const { gauge, spent } of readings) {
    const { name, limit, cap, unit, rate } = gauge;
    if (name === null) continue;
    const remaining = Math.max(0, Math.floor((cap - spent) / unit));
    list.push({ name, limit, remaining, resetAt: timeText(now + Math.ceil(spent / rate)) });
  }
  return list;
}

export const allowed = (readings: readonly Reading[], now: number): Taken => ({
  code: "VALID",
  rateLimits: remainders(readings, now),
  retryAfterMs: 0,
});

/** Which limit refuses `cost`, the quota before the rate limits, and when it no longer would. */
export function refused(readings: readonly Reading[], cost: number, now: number): Taken {
  const waits = readings.map(({ gauge, spent }) => ({
    gauge,
    ms: waitFor(gauge, spent, cost * gauge.unit, now),
  }));
  const overQuota = waits.some(({ gauge, ms }) => gauge.name === null && ms > 0);
  return {
    code: overQuota ? "QUOTA_EXCEEDED" : "RATE_LIMITED",
    rateLimits: remainders(readings, now),
    retryAfterMs: Math.max(1, ...waits.map(({ ms }) => ms)),
  };
}
