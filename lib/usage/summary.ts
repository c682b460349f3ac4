import type {
  ApiId,
  ApplicationId,
  EndpointId,
  KeyId,
  OrganizationId,
  RequestId,
  UsageEventId,
} from "@/lib/ids";
import type { Environment } from "@/lib/keys/format";
import type { Percentiles } from "./latency";

/** How finely a chart or an answer is divided. */
export const usageBuckets = ["minute", "hour", "day"] as const;
export type UsageBucket = (typeof usageBuckets)[number];

/** The ranges that every page of usage offers; `custom` has a beginning and an end of its own. */
export const usageRanges = ["1h", "24h", "7d", "30d", "custom"] as const;
export type UsageRange = (typeof usageRanges)[number];

/** What usage is looked at: all that is given holds together. */
export type UsageScope = {
  application?: ApplicationId;
  key?: KeyId;
  api?: ApiId;
  endpoint?: EndpointId;
  environment?: Environment;
  outcome?: string;
};

/** One bar of a chart: verdicts by outcome. Outcomes that it has none of are missing. */
export type UsagePoint = { start: string; outcomes: Record<string, number> };

export type UsageTotals = { total: number; refused: number };

/** What has most of it. `id` is null for what is unknown, or matched nothing; a name of what is gone is kept. */
export type UsageLeader<Id extends string = string> = {
  id: Id | null;
  name: string;
  /** It was deleted: nothing more can be shown of it. */
  isGone: boolean;
  count: number;
  refused: number;
  /** In the period before, as long as this one. */
  before: number;
};

/**
 * A range of usage, drawn: `from` inclusive to `to` exclusive, divided into buckets that begin in
 * the viewer's zone. Times are RFC 3339 UTC, latencies microseconds.
 */
export type UsageReport = {
  from: string;
  to: string;
  bucketMinutes: number;
  /** Every bucket in its order, also those without verdicts. */
  points: UsagePoint[];
  totals: UsageTotals;
  /** The period before, as long as this one; null where what was then is not kept any more. */
  before: UsageTotals | null;
  /** The period before bucket by bucket, as many as `points`; null with `before`. */
  pointsBefore: number[] | null;
  /** The most frequent first. */
  outcomes: { outcome: string; count: number }[];
  latency: Percentiles | null;
  latencies: { start: string; latency: Percentiles | null }[];
};

/** Who asks most in a range, at most ten each; null where the scope leaves only one. */
export type UsageAskers = {
  applications: UsageLeader<ApplicationId>[] | null;
  keys: UsageLeader<KeyId>[] | null;
};

/** What is asked for most in a range, at most ten each; null where the scope leaves only one. */
export type UsageCalled = {
  apis: UsageLeader<ApiId>[] | null;
  endpoints: UsageLeader<EndpointId>[] | null;
};

/** A few bars and their sum: the last 24 hours, hour by hour, the present one last. */
export type Sparkline = { points: number[]; total: number; refused: number };

type Named<Id extends string> = { id: Id; name: string };

/** One verdict of the access history. */
export type UsageEvent = {
  id: UsageEventId;
  at: string;
  organizationId: OrganizationId;
  requestId: RequestId;
  /** Null where the key is unknown. */
  application: Named<ApplicationId> | null;
  key: (Named<KeyId> & { sharedKey: string | null }) | null;
  /** Null where no API was asked for; its slug where it is deleted. */
  api: (Named<ApiId> & { slug: string | null }) | null;
  /** Null where no request was matched with one. */
  endpoint: { id: EndpointId; method: string; path: string } | null;
  method: string | null;
  /** The template of the endpoint, never what was asked for itself. */
  path: string | null;
  environment: Environment | null;
  outcome: string;
  cost: number;
  /** Null where it is not known; undefined for whom it is not shown. */
  network?: string | null;
  userAgent: string | null;
  tags: string[];
  /** Null for the portal. */
  gate: string | null;
  latencyMicros: number;
  /** Above 1: one of about so many that came at that time. */
  oneOf: number;
};
