import { Count } from "@/components/ui/count";
import { durationWords, shareWords } from "@/components/ui/number-words";
import type { UsageReport } from "@/lib/usage/summary";
import { countChange, shareChange } from "./change-words";
import { UsageStat } from "./usage-stat";

/** The three figures that one looks for first, against the period before. */
export function UsageStats({
  report: { totals, before, latency },
}: {
  report: Pick<UsageReport, "totals" | "before" | "latency">;
}) {
  const refusals = before && shareChange(totals, before);
  return (
    <div className="grid grid-cols-2 gap-3 max-lg:*:last:col-span-2 sm:gap-4 lg:grid-cols-3">
      <UsageStat
        label="Requests"
        value={<Count value={totals.total} />}
        change={before && countChange(totals.total, before.total)}
        hint="The period before is no longer kept"
      />
      <UsageStat
        label="Refused"
        value={shareWords(totals.refused, totals.total)}
        change={refusals}
        tone={refusals?.direction === "more" ? "bad" : undefined}
        hint={
          <>
            <Count value={totals.refused} /> requests
          </>
        }
      />
      <UsageStat
        label="Gate latency, p95"
        value={latency ? durationWords(latency.p95) : "–"}
        hint={
          latency
            ? `p50 ${durationWords(latency.p50)}, p99 ${durationWords(latency.p99)}`
            : "No requests"
        }
      />
    </div>
  );
}
