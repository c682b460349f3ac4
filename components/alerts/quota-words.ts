import type { Tone } from "@/components/ui/tone";
import type { QuotaUse } from "@/lib/alerts/summary";

/** "10,000 per month, UTC". */
export const quotaWords = ({ limit, period }: Pick<QuotaUse, "limit" | "period">): string =>
  `${limit.toLocaleString("en-US")} per ${period}, UTC`;

/** Whole percent; never 100 before all is used. */
export const percentUsed = ({ used, limit }: Pick<QuotaUse, "used" | "limit">): number =>
  Math.floor((used / limit) * 100);

export function quotaTone(use: QuotaUse): Tone {
  const percent = percentUsed(use);
  if (percent >= 100) return "bad";
  return percent >= 80 || use.forecast?.reachedAt ? "warn" : "accent";
}

/**
 * What is to be expected, up to the time that follows it: of `reachedAt`, or of the end of a quota
 * that is used up.
 */
export function forecastWords(use: QuotaUse): { words: string; time: string | null } {
  const { used, limit, period, endsAt, forecast } = use;
  if (used >= limit) return { words: "Used up: requests are refused until", time: endsAt };
  if (!forecast) return { words: "A forecast comes after its first whole hour.", time: null };
  const pace =
    forecast.by === "week" ? "At the rhythm of the last week" : "At the pace of the last 24 hours";
  if (forecast.reachedAt) return { words: `${pace} it is used up about`, time: forecast.reachedAt };
  const percent = Math.round((forecast.expected / limit) * 100);
  return { words: `${pace} about ${percent}% is used by the end of the ${period}.`, time: null };
}
