import type { UsagePoint } from "@/lib/usage/summary";

/** What outcomes are drawn as: few enough to be told apart, by what it takes to put them right. */
export const outcomeKinds = [
  { id: "valid", label: "Valid", color: "var(--chart-valid)" },
  { id: "limited", label: "Over a limit", color: "var(--chart-limited)" },
  { id: "denied", label: "Not permitted", color: "var(--chart-denied)" },
  { id: "stopped", label: "Key not active", color: "var(--chart-stopped)" },
  { id: "unknown", label: "Key not recognized", color: "var(--chart-unknown)" },
] as const;

export type OutcomeKind = (typeof outcomeKinds)[number]["id"];

const kinds: Record<string, OutcomeKind> = {
  VALID: "valid",
  RATE_LIMITED: "limited",
  QUOTA_EXCEEDED: "limited",
  INSUFFICIENT_PERMISSIONS: "denied",
  WRONG_ENVIRONMENT: "denied",
  IP_NOT_ALLOWED: "denied",
  ORIGIN_NOT_ALLOWED: "denied",
  REVOKED: "stopped",
  EXPIRED: "stopped",
  NOT_YET_VALID: "stopped",
  DISABLED: "stopped",
  QUARANTINED: "stopped",
  APPLICATION_INACTIVE: "stopped",
  NOT_FOUND: "unknown",
  MALFORMED: "unknown",
  UNREADABLE: "unknown",
};

export const kindOf = (outcome: string): OutcomeKind => kinds[outcome] ?? "denied";

export const colorOf = (outcome: string): string =>
  outcomeKinds.find(({ id }) => id === kindOf(outcome))?.color ?? "var(--chart-denied)";

/** How many of each kind a bar has; of those it has none of, too. */
export function countsByKind({ outcomes }: UsagePoint): Record<OutcomeKind, number> {
  const counts = { valid: 0, limited: 0, denied: 0, stopped: 0, unknown: 0 };
  for (const [outcome, count] of Object.entries(outcomes)) counts[kindOf(outcome)] += count;
  return counts;
}
