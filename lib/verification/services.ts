import type { ApiId, ApplicationId, EndpointId, KeyId, OrganizationId, RequestId } from "@/lib/ids";
import type { Environment } from "@/lib/keys/format";
import { sharedLimiter } from "@/lib/limits/open";
import { portalRecorder } from "@/lib/recorder/portal";
import { databaseSource, type Source } from "./source";
import type { Code } from "./verdict";

/** A named rate limit: `limit` units at once, refilled evenly within `periodMs` (GCRA). */
export type RateLimit = { name: string; limit: number; periodMs: number };

/** At most `limit` units per calendar day or month, UTC. */
export type Quota = { limit: number; period: "day" | "month" };

export type Limits = { rateLimits: readonly RateLimit[]; quota: Quota | null };

/** What is left of a rate limit after a verification, as its answer tells it. */
export type Remaining = { name: string; limit: number; remaining: number; resetAt: string };

export type Taken = {
  code: "VALID" | "RATE_LIMITED" | "QUOTA_EXCEEDED";
  rateLimits: Remaining[];
  /** Milliseconds after which the same request could pass; 0 where it passed. */
  retryAfterMs: number;
};

/** Counts what a key may do per time. */
export type Limiter = {
  /**
   * Takes `cost` units of every limit of the key, or of none where one does not allow it. Answers
   * at once where what this process holds decides it. Throws 503.
   */
  take(
    organizationId: OrganizationId,
    keyId: KeyId,
    limits: Limits,
    cost: number,
    now: number,
  ): Taken | Promise<Taken>;
};

/** One verdict, as usage tells it. Nothing of it is a secret. */
export type Verified = {
  at: number;
  organizationId: OrganizationId;
  applicationId: ApplicationId | null;
  keyId: KeyId | null;
  apiId: ApiId | null;
  /** With which the request was matched. */
  endpointId: EndpointId | null;
  environment: Environment | null;
  code: Code;
  cost: number;
  requestId: RequestId;
  network: string | null;
  method: string | null;
  path: string | null;
  tags: readonly string[] | null;
  /** What the caller says that it is. Kept as its family only. */
  userAgent: string | null;
  latencyMicros: number;
};

/** Writes down what was answered. */
export type Recorder = {
  /** Counts a verdict. Never waits and never throws. */
  record(verified: Verified): void;
  /**
   * Makes durable what was recorded since the last call. A gate calls it once per turn of the event
   * loop, before the answers of that turn go out. Never throws. A promise only where it takes
   * longer, as in the portal.
   */
  commit?(): void | Promise<void>;
};

/** What a verification asks: a gate has one set, the portal another. */
export type Services = { source: Source; limiter: Limiter; recorder: Recorder };

/** Every answer from the database. */
export const portalServices: Services = {
  source: databaseSource,
  limiter: sharedLimiter,
  recorder: portalRecorder,
};
