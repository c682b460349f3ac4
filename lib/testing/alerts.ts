import { type ApplicationId, newId, type OrganizationId } from "@/lib/ids";
import { bucketOf, latencyBuckets } from "@/lib/usage/latency";
import { nothing, writeCounts } from "./counts";

/** Counts so many verdicts on an application in the minute of `at`, as a gate does. For tests. */
export const countVerdicts = (
  {
    organizationId,
    applicationId,
  }: { organizationId: OrganizationId; applicationId: ApplicationId },
  at: number,
  count: number,
  { outcome = "VALID", micros = 100 } = {},
) =>
  writeCounts([
    {
      ...nothing,
      orgId: organizationId,
      applicationId,
      apiId: newId("api"),
      start: new Date(Math.floor(at / 60_000) * 60_000),
      environment: "production",
      outcome,
      count,
      cost: count,
      latencies: [count * latencyBuckets + bucketOf(micros)],
    },
  ]);

/** A rule that fires at once where anything is refused. For tests. */
export const anyRefusal = {
  metric: "refusals",
  direction: "above",
  threshold: 0,
  windowMinutes: 5,
} as const;
