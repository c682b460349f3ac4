import {
  type AlertCondition,
  type AlertMetric,
  alertDirections,
  alertWindows,
  windowWords,
} from "@/lib/alerts/words";

/** What is typed into the dialog. */
export type AlertDraft = Omit<AlertCondition, "threshold"> & { threshold: string };

/** Of fewer requests a share or a latency says nothing. */
const judgedFrom = "Judged where at least 20 requests came.";

type Metric = { value: AlertMetric; label: string; unit: string; usual: string; hint?: string };

export const metricChoices: readonly Metric[] = [
  { value: "requests", label: "Requests", unit: "requests", usual: "1,000" },
  { value: "refusals", label: "Refused requests", unit: "requests", usual: "100" },
  { value: "refused-share", label: "Refused share", unit: "%", usual: "20", hint: judgedFrom },
  {
    value: "rate-limited",
    label: "Rate-limited requests",
    unit: "requests",
    usual: "10",
    hint: "Refused since a rate limit was exceeded; quotas are told of by themselves.",
  },
  {
    value: "latency",
    label: "Latency, 95th percentile",
    unit: "ms",
    usual: "10",
    hint: `How long a verdict takes. ${judgedFrom}`,
  },
];

export const metricOf = (metric: AlertMetric): Metric | undefined =>
  metricChoices.find(({ value }) => value === metric);

export const directionOptions = alertDirections.map((value) => ({
  value,
  label: value === "above" ? "Above" : "Below",
}));

export const windowOptions = alertWindows.map((minutes) => ({
  value: String(minutes),
  label: windowWords(minutes),
}));

const refusals: AlertCondition = {
  metric: "refused-share",
  direction: "above",
  threshold: 20,
  windowMinutes: 15,
};

const silence: AlertCondition = {
  metric: "requests",
  direction: "below",
  threshold: 1,
  windowMinutes: 1440,
};

/** Two rules that are of use to most applications. */
export const suggestions = [refusals, silence] as const;

/** The rule to be edited, or one to begin with. */
export const draftOf = (rule: AlertCondition = refusals): AlertDraft => ({
  metric: rule.metric,
  direction: rule.direction,
  threshold: rule.threshold.toLocaleString("en-US", { maximumFractionDigits: 3 }),
  windowMinutes: rule.windowMinutes,
});

/** As the verb takes it: what is no number stays none, so that the verb says so. */
export const wishOf = ({ threshold, ...draft }: AlertDraft): AlertCondition => ({
  ...draft,
  threshold: threshold.trim() === "" ? Number.NaN : Number(threshold.replace(grouping, "")),
});

/** A comma only where it parts thousands: to many it begins the decimals. */
const grouping = /[\s'_]|,(?=\d{3}(?!\d))/gu;
