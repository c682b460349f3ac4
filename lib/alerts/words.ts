export const alertDirections = ["above", "below"] as const;

/** Over how many minutes a rule may look. */
export const alertWindows = [5, 15, 60, 360, 1440] as const;

export type AlertMetric = "requests" | "refusals" | "refused-share" | "rate-limited" | "latency";

/** What a rule watches: `threshold` in verdicts, percent, or milliseconds at the 95th percentile. */
export type AlertCondition = {
  metric: AlertMetric;
  direction: (typeof alertDirections)[number];
  threshold: number;
  windowMinutes: number;
};

const metricNames: Record<AlertMetric, string> = {
  requests: "requests",
  refusals: "refused requests",
  "refused-share": "refused share",
  "rate-limited": "rate-limited requests",
  latency: "p95 latency",
};

const units: Partial<Record<AlertMetric, string>> = { "refused-share": "%", latency: " ms" };

export const metricWords = (metric: AlertMetric): string => metricNames[metric];

/** `34%`, `1,200`, `2.5 ms`. */
export const valueWords = (metric: AlertMetric, value: number): string =>
  `${value.toLocaleString("en-US", { maximumFractionDigits: 3 })}${units[metric] ?? ""}`;

export function windowWords(minutes: number): string {
  if (minutes < 60) return `${minutes} minutes`;
  return minutes === 60 ? "1 hour" : `${minutes / 60} hours`;
}

/** `refused share above 20% over 15 minutes`. */
export const conditionWords = ({ metric, direction, threshold, windowMinutes }: AlertCondition) =>
  `${metricWords(metric)} ${direction} ${valueWords(metric, threshold)} over ${windowWords(windowMinutes)}`;

/** As it begins a line. */
export function ruleName(condition: AlertCondition): string {
  const words = conditionWords(condition);
  return words.charAt(0).toUpperCase() + words.slice(1);
}
