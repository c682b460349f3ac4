import type { LimitSummary } from "@/lib/limits/columns";

/** `name` is the one that it has already. */
export type RateDraft = { id: number; limit: string; seconds: string; name?: string };
export type LimitsDraft = {
  rates: RateDraft[];
  quota: { limit: string; period: "day" | "month" };
};

const everyOptions = [
  { value: "1", label: "per second" },
  { value: "60", label: "per minute" },
  { value: "3600", label: "per hour" },
  { value: "86400", label: "per day" },
];

export const everyWords = (seconds: string): string =>
  everyOptions.find(({ value }) => value === seconds)?.label ?? `per ${seconds} seconds`;

/** The usual times, and that one where it is none of them. */
export const everyChoices = (seconds: string) =>
  everyOptions.some(({ value }) => value === seconds)
    ? everyOptions
    : [...everyOptions, { value: seconds, label: everyWords(seconds) }];

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

/** The limits that a key has, to be edited: their names stay. */
export const limitsDraftOf = ({ rateLimits, quota }: LimitSummary): LimitsDraft => ({
  rates:
    rateLimits.length === 0
      ? noLimits.rates
      : rateLimits.map(({ name, limit, seconds }, id) => ({
          id,
          name,
          limit: limit.toLocaleString("en-US"),
          seconds: String(seconds),
        })),
  quota: quota ? { ...quota, limit: quota.limit.toLocaleString("en-US") } : noLimits.quota,
});

/** As the verb takes it: rows left empty count as none, the first that is filled is the default. */
export function limitsInput({ rates, quota }: LimitsDraft): LimitSummary {
  const filled = rates.filter(isFilled);
  const taken = new Set(filled.flatMap(({ name }) => name ?? []));
  return {
    rateLimits: filled.map(({ limit, seconds, name }, index) => ({
      name: name ?? freshName(index, taken),
      limit: numberOf(limit),
      seconds: Number(seconds),
    })),
    quota: isFilled(quota) ? { limit: numberOf(quota.limit), period: quota.period } : null,
  };
}

function freshName(index: number, taken: Set<string>): string {
  let name = index === 0 ? "default" : `limit-${index + 1}`;
  for (let number = index + 2; taken.has(name); number++) name = `limit-${number}`;
  taken.add(name);
  return name;
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
    ...rates.filter(isFilled).map(({ limit, seconds }) => [limit, everyWords(seconds)]),
    ...(isFilled(quota) ? [[quota.limit, `per ${quota.period}`]] : []),
  ];
  return words.map(([limit, every]) => `${amount(limit ?? "")} ${every}`).join(", ") || "None";
}
