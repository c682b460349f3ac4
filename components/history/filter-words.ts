import type { HistoryChoices } from "./history-filters";
import { type HistoryQuery, type HistoryScope, narrowing } from "./history-query";
import { outcomeLook } from "./outcome-words";

const labels: Record<(typeof narrowing)[number], string> = {
  outcome: "Outcome",
  environment: "Environment",
  application: "Application",
  key: "Key",
  api: "API",
  endpoint: "Endpoint",
  network: "Network",
  requestId: "Request ID",
  gate: "Gate",
};

type Told = { label: string; value: string };

/** The filters in force in words, with the names of what is filtered by so far as they are known. */
export function filterWords(
  query: HistoryQuery,
  choices: HistoryChoices,
  scope: HistoryScope,
): Told[] {
  return narrowing.flatMap((name) => {
    const value = query[name];
    if (!value || scope[name as keyof HistoryScope]) return [];
    const named = choices[name as keyof HistoryChoices]?.find((choice) => choice.value === value);
    return [{ label: labels[name], value: named?.label ?? wordOf(name, value) }];
  });
}

function wordOf(name: (typeof narrowing)[number], value: string): string {
  if (name === "outcome") return value === "refused" ? "All refused" : outcomeLook(value).word;
  if (name === "environment") return value.charAt(0).toUpperCase() + value.slice(1);
  return value;
}

const ranges: Record<string, string> = {
  "1h": "The last hour",
  "24h": "The last 24 hours",
  "7d": "The last 7 days",
  "30d": "The last 30 days",
};

/** "The last 24 hours"; null for a range of its own, which has two times. */
export const rangeWords = ({ range }: HistoryQuery): string | null =>
  range === "custom" ? null : (ranges[range ?? "24h"] ?? null);
