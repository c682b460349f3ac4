import type { UsageRange } from "@/lib/usage/summary";

export const rangeWords: Record<UsageRange, { short: string; before: string }> = {
  "1h": { short: "1 h", before: "the hour before" },
  "24h": { short: "24 h", before: "the 24 hours before" },
  "7d": { short: "7 d", before: "the 7 days before" },
  "30d": { short: "30 d", before: "the 30 days before" },
  custom: { short: "Custom", before: "the period before" },
};

/** What an address of usage is narrowed by. */
export const usageFilters = [
  "environment",
  "outcome",
  "application",
  "api",
  "key",
  "endpoint",
] as const;

/** The time that an address of usage is of, to go on with on another page. */
export const timeParams = ["range", "from", "to", "compare"] as const;

export const nothingSelected = { hfrom: null, hto: null };

/** What another page of usage is asked for at the same time. */
export function withTime(href: string, asked: Record<string, string | undefined>): string {
  const given = new URLSearchParams();
  for (const name of timeParams) {
    const value = asked[name];
    if (value) given.set(name, value);
  }
  const query = given.toString();
  return query ? `${href}?${query}` : href;
}
