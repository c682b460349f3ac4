import { percentilesOf } from "@/lib/usage/latency";
import type { AlertCondition, AlertMetric } from "./words";

/** Of fewer verdicts a share or a latency says nothing. */
export const leastVerdicts = 20;

/** A rule that fires is calm again when it was within its bounds for so many minutes on end. */
export const calmMinutes = 5;

/** What came within a window. */
export type Measured = {
  total: number;
  refused: number;
  limited: number;
  /** Verdicts by bucket of latency; those of several rows add up. */
  latencies: ReadonlyMap<number, number>;
};

/** What a metric is, rounded as it is told; null where too little came to tell. */
export function metricValue(metric: AlertMetric, measured: Measured): number | null {
  const { total, refused, limited, latencies } = measured;
  if (metric === "requests") return total;
  if (metric === "refusals") return refused;
  if (metric === "rate-limited") return limited;
  if (total < leastVerdicts) return null;
  if (metric === "refused-share") return Math.round((refused / total) * 1000) / 10;
  const p95 = percentilesOf(latencies)?.p95;
  return p95 === undefined ? null : Math.round(p95) / 1000;
}

/** Whether the rule is to be told of, as things stand at that value. */
export function isBroken(
  { direction, threshold }: Pick<AlertCondition, "direction" | "threshold">,
  value: number | null,
): boolean {
  if (value === null) return false;
  return direction === "above" ? value > threshold : value < threshold;
}
