import { outcomeLook } from "@/components/history/outcome-words";
import { Card } from "@/components/ui/card";
import { shareWords } from "@/components/ui/number-words";
import { verdictGuide } from "@/lib/error-guide";
import type { UsageReport } from "@/lib/usage/summary";
import { BarList } from "./bar-list";
import { colorOf } from "./outcome-kinds";

const meanings: Record<string, { meaning: string } | undefined> = verdictGuide;

/** Why requests were refused; each reason leads to only those. */
export function RefusalReasons({
  report: { outcomes, totals },
  hrefOf,
}: {
  report: Pick<UsageReport, "outcomes" | "totals">;
  hrefOf: (outcome: string) => string;
}) {
  const refusals = outcomes.filter(({ outcome }) => outcome !== "VALID");
  return (
    <Card
      flush
      title="Refusal reasons"
      description={`${shareWords(totals.refused, totals.total)} of these requests`}
    >
      <BarList
        label="Refusal reasons"
        empty="Nothing was refused."
        items={refusals.map(({ outcome, count }) => ({
          id: outcome,
          label: outcomeLook(outcome).word,
          hint: meanings[outcome]?.meaning,
          count,
          color: colorOf(outcome),
          href: hrefOf(outcome),
          does: `Show only ${outcome}`,
        }))}
      />
    </Card>
  );
}
