import type { AlertRuleId, ApplicationId, KeyId } from "@/lib/ids";
import type { AlertCondition } from "./words";

/** A rule as screens show it. Times are RFC 3339 UTC. */
export type AlertRuleSummary = AlertCondition & {
  id: AlertRuleId;
  applicationId: ApplicationId;
  state: "calm" | "firing";
  stateSince: string;
  /** What it was when it was last looked at; null before that, and where too little came to tell. */
  lastValue: number | null;
  createdAt: string;
  revision: number;
};

/** A rule that fires, with its application. */
export type FiringAlert = AlertRuleSummary & { applicationName: string };

/** What a rule would have done in the last 24 hours. */
export type AlertPreview = {
  /** How often it would have fired. */
  fired: number;
  /** What it was at most, at least and at last; null where too little came to tell. */
  highest: number | null;
  lowest: number | null;
  latest: number | null;
};

/** What a key has used of its quota in the present day or month (UTC). Times are RFC 3339 UTC. */
export type QuotaUse = {
  limit: number;
  period: "day" | "month";
  used: number;
  startsAt: string;
  endsAt: string;
  /** Null where there is nothing to foresee it by. */
  forecast: {
    /** By the week before, hour by hour, or by the mean of the last 24 hours. */
    by: "week" | "day";
    /** Null where it is not reached before the period ends. */
    reachedAt: string | null;
    /** What will have been used at the end, were there no limit. */
    expected: number;
  } | null;
};

export type KeyQuotaUse = QuotaUse & { id: KeyId; name: string };
