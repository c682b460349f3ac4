import { Card } from "@/components/ui/card";
import type { HygieneCounts, HygieneDay } from "@/lib/hygiene/summary";
import { shareOf, shareWords } from "./share";
import { ShareChart } from "./share-chart";

/** The share of keys without findings now, and of all keys over time. */
export function HygieneSummary({
  counts,
  days,
  narrowed,
}: {
  counts: HygieneCounts;
  days: readonly HygieneDay[];
  /** Whether the counts are of some keys only. */
  narrowed: boolean;
}) {
  const { keys, clean } = counts;
  return (
    <div className="grid gap-4 lg:grid-cols-[16rem_minmax(0,1fr)]">
      <Card title="Keys without findings">
        <p className="font-semibold text-2xl tabular-nums tracking-tight">
          {shareWords(shareOf(counts))}
        </p>
        <p className="text-muted text-sm">
          {keys === 1 ? `${clean} of 1 key` : `${clean} of ${keys} keys`}
          {narrowed && ", of those chosen below"}
        </p>
      </Card>
      <Card title="Over time">
        <ShareChart days={days} />
      </Card>
    </div>
  );
}
