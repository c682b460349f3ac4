import { z } from "zod";
import { alertMetrics } from "@/db/schema";
import { alertDirections, alertWindows } from "./words";

/** An application has at most so many rules. */
export const mostRules = 20;

const most = { count: 1_000_000_000_000, share: 100, latency: 60_000 };

const windowWords = `One of ${alertWindows.join(", ")} minutes.`;

/**
 * `threshold`: requests, refusals and rate-limited ones as whole numbers; the refused share in
 * percent; the latency in milliseconds, at the 95th percentile. A share and a latency are judged
 * from `leastVerdicts` on.
 */
export const AlertRuleFields = z
  .strictObject({
    metric: z.enum(alertMetrics, `One of ${alertMetrics.join(", ")}.`),
    direction: z.enum(alertDirections, "Above or below."),
    threshold: z.number("Enter a number."),
    windowMinutes: z.literal([...alertWindows], windowWords),
  })
  .superRefine(({ metric, direction, threshold }, context) => {
    const wrong = thresholdProblem(metric, direction, threshold);
    if (wrong) context.addIssue({ code: "custom", path: ["threshold"], message: wrong });
  });

export type AlertRuleWish = z.output<typeof AlertRuleFields>;

function thresholdProblem(
  metric: AlertRuleWish["metric"],
  direction: AlertRuleWish["direction"],
  threshold: number,
): string | undefined {
  if (direction === "below" && threshold <= 0) return "Nothing is below this. Enter more than 0.";
  if (metric === "refused-share") {
    if (threshold < 0 || threshold > most.share) return "A percentage from 0 to 100.";
    return direction === "above" && threshold === 100 ? "Nothing is above 100%." : undefined;
  }
  if (metric === "latency") {
    return threshold < 0 || threshold > most.latency
      ? `Milliseconds from 0 to ${most.latency}.`
      : undefined;
  }
  return Number.isInteger(threshold) && threshold >= 0 && threshold <= most.count
    ? undefined
    : `A whole number from 0 to ${most.count}.`;
}
