import { calmMinutes, isBroken, type Measured, metricValue } from "./judge";
import type { AlertPreview } from "./summary";
import type { AlertCondition } from "./words";

/**
 * What a rule would have done in all windows that end within these minutes, which are contiguous;
 * it begins calm.
 */
export function simulate(condition: AlertCondition, minutes: readonly Measured[]): AlertPreview {
  const { metric, windowMinutes } = condition;
  const sums = { total: 0, refused: 0, limited: 0, latencies: new Map<number, number>() };
  const shift = (minute: Measured, sign: 1 | -1) => {
    sums.total += sign * minute.total;
    sums.refused += sign * minute.refused;
    sums.limited += sign * minute.limited;
    for (const [bucket, count] of minute.latencies) {
      sums.latencies.set(bucket, (sums.latencies.get(bucket) ?? 0) + sign * count);
    }
  };
  const result: AlertPreview = { fired: 0, highest: null, lowest: null, latest: null };
  let firing = false;
  let quiet = 0;
  for (const [at, minute] of minutes.entries()) {
    shift(minute, 1);
    const gone = minutes[at - windowMinutes];
    if (gone) shift(gone, -1);
    if (at < windowMinutes - 1) continue;
    const value = metricValue(metric, sums);
    result.latest = value;
    if (value !== null) {
      result.highest = Math.max(value, result.highest ?? value);
      result.lowest = Math.min(value, result.lowest ?? value);
    }
    quiet = isBroken(condition, value) ? 0 : quiet + 1;
    if (quiet === 0 && !firing) result.fired++;
    firing = quiet === 0 || (firing && quiet <= calmMinutes);
  }
  return result;
}
