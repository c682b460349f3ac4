import type { AlertPreview } from "@/lib/alerts/summary";
import { type AlertCondition, valueWords } from "@/lib/alerts/words";

function timesWords(count: number): string {
  if (count === 0) return "would not have fired";
  if (count === 1) return "would have fired once";
  return count === 2 ? "would have fired twice" : `would have fired ${count} times`;
}

/** “In the last 24 hours it would have fired twice. The highest was 34%.” */
export function previewWords(
  { metric, direction }: AlertCondition,
  { fired, highest, lowest }: AlertPreview,
): string {
  const first = `In the last 24 hours it ${timesWords(fired)}.`;
  if (highest === null || lowest === null) {
    const share = metric === "refused-share" || metric === "latency";
    return `${first} ${share ? "Too few requests came to tell." : "There was no whole window yet."}`;
  }
  const extreme = direction === "above" ? highest : lowest;
  const which = direction === "above" ? "highest" : "lowest";
  return `${first} The ${which} was ${valueWords(metric, extreme)}.`;
}
