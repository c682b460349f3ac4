import { Count } from "@/components/ui/count";
import { shareWords } from "@/components/ui/number-words";
import { Stat } from "@/components/ui/stat";
import type { UsageReport } from "@/lib/usage/summary";
import { countChange, shareChange } from "./change-words";
import { Sparkline } from "./sparkline";

const sumOf = (counts: Record<string, number>) =>
  Object.values(counts).reduce((sum, count) => sum + count, 0);

/** The requests of the last 24 hours and how many were refused, with the page that tells more. */
export function TrafficStats({
  href,
  usage: { points, totals, before },
}: {
  href: string;
  usage: Pick<UsageReport, "points" | "totals" | "before">;
}) {
  const refused = before && shareChange(totals, before);
  return (
    <>
      <Stat
        label="Requests, 24 hours"
        value={<Count value={totals.total} />}
        hint={before && countChange(totals.total, before.total).words}
        href={href}
        chart={
          totals.total > 0 && (
            <Sparkline
              points={points.map(({ outcomes }) => sumOf(outcomes))}
              {...totals}
              className="w-16"
            />
          )
        }
      />
      <Stat
        label="Refused"
        value={shareWords(totals.refused, totals.total)}
        hint={refused?.words}
        tone={totals.refused > 0 && refused?.direction === "more" ? "bad" : undefined}
        href={`${href}?outcome=refused`}
      />
    </>
  );
}
