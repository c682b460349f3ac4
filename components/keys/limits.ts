import type { LimitSummary } from "@/lib/limits/columns";

export type Every = "1" | "60" | "3600" | "86400";
export type RateDraft = { id: number; limit: string; seconds: Every };
export type LimitsDraft = {
  rates: RateDraft[];
  quota: { limit: string; period: "day" | "month" };
};

export const everyOptions: { value: Every; label: string }[] = [
  { value: "1", label: "per second" },
  { value: "60", label: "per minute" },
  { value: "3600", label: "per hour" },
  { value: "86400", label: "per day" },
];

export const periodOptions = [
  { value: "day", label: "per day" },
  { value: "month", label: "per month" },
];

export const mostRates = 8;

export const noLimits: LimitsDraft = {
  rates: [{ id: 0, limit: "", seconds: "60" }],
  quota: { limit: "", period: "month" },
};

/** A number as people write it: 10,000 or 10 000. What is none stays wrong, so that the verb says so. */
const numberOf = (text: string) => Number(text.replace(/[\s,'_]/gu, ""));
const isFilled = ({ limit }: { limit: string }) => limit.trim() !== "";

/** As the verb takes it: rows left empty count as none, the first that is filled is the default. */
export function limitsInput({ rates, quota }: LimitsDraft): LimitSummary {
  return {
    rateLimits: rates.filter(isFilled).map(({ limit, seconds }, index) => ({
      name: index === 0 ? "default" : `limit-${index + 1}`,
      limit: numberOf(limit),
      seconds: Number(seconds),
    })),
    quota: isFilled(quota) ? { limit: numberOf(quota.limit), period: quota.period } : null,
  };
}

/** Where the verb names that row in its errors. */
export const pathOf = ({ rates }: LimitsDraft, index: number): string =>
  `rateLimits.${rates.slice(0, index).filter(isFilled).length}.limit`;

/** The limits in words: “100 per minute, 10,000 per month”; “None” where there are none. */
export function limitWords({ rates, quota }: LimitsDraft): string {
  const amount = (text: string) => {
    const number = numberOf(text);
    return Number.isFinite(number) ? number.toLocaleString("en-US") : text;
  };
  const words = [
    ...rates
      .filter(isFilled)
      .map(({ limit, seconds }) => [limit, everyOptions.find((o) => o.value === seconds)?.label]),
    ...(isFilled(quota) ? [[quota.limit, `per ${quota.period}`]] : []),
  ];
  return words.map(([limit, every]) => `${amount(limit ?? "")} ${every}`).join(", ") || "None";
}
