"use client";

import { ZoomIn } from "lucide-react";
import { useState } from "react";
import { outcomeLook } from "@/components/history/outcome-words";
import { Button } from "@/components/ui/button";
import { ChartFrame } from "@/components/ui/chart";
import { BarsChart } from "@/components/ui/chart-bars";
import { spanWords, tickWords, timeTicks } from "@/components/ui/chart-time";
import { ChartTooltip } from "@/components/ui/chart-tooltip";
import { Checkbox } from "@/components/ui/checkbox";
import { exactNumber } from "@/components/ui/number-words";
import { useQuery } from "@/components/ui/use-query";
import type { UsagePoint, UsageReport } from "@/lib/usage/summary";
import { ChartLegend } from "./chart-legend";
import { colorOf, countsByKind, type OutcomeKind, outcomeKinds } from "./outcome-kinds";
import { selectedBars } from "./selected-bars";
import { SelectionChip } from "./selection-chip";

type Report = Pick<UsageReport, "points" | "pointsBefore" | "bucketMinutes" | "to">;

const totalOf = ({ outcomes }: UsagePoint) =>
  Object.values(outcomes).reduce((sum, count) => sum + count, 0);

const sizes: Record<number, string> = {
  1: "minute",
  5: "5 minutes",
  30: "30 minutes",
  60: "hour",
  360: "6 hours",
  1440: "day",
};

/**
 * Requests over time by outcome. Drawing over bars marks them in the address, as `hfrom` and `hto`,
 * which the history of the page obeys.
 */
export function RequestsChart({
  report: { points, pointsBefore, bucketMinutes, to },
  zone,
  before,
}: {
  report: Report;
  zone: string;
  /** Names the period before. */
  before: string;
}) {
  const { query, set } = useQuery();
  const [hidden, setHidden] = useState<readonly OutcomeKind[]>([]);
  const compared = query.get("compare") === "1" && pointsBefore !== null;
  const starts = points.map(({ start }) => start);
  const endOf = (index: number) => starts[index + 1] ?? to;
  const spanOf = (index: number) => spanWords(starts[index] ?? to, endOf(index), zone);
  const rows = points.map((point, index) => ({
    start: point.start,
    index,
    values: countsByKind(point),
    before: compared ? (pointsBefore[index] ?? 0) : null,
  }));
  const present = outcomeKinds.filter(({ id }) => rows.some(({ values }) => values[id] > 0));
  const selected = selectedBars(starts, to, query.get("hfrom"), query.get("hto"));
  const size = sizes[bucketMinutes] ?? `${bucketMinutes} minutes`;

  return (
    <ChartFrame
      title="Requests"
      description={`By ${size} and outcome. Draw over bars to choose a time.`}
      className="h-64 sm:h-72"
      tools={
        pointsBefore && (
          <Checkbox
            label={`Compare with ${before}`}
            checked={compared}
            onCheckedChange={(checked) => set({ compare: checked ? "1" : null })}
          />
        )
      }
      legend={
        <ChartLegend
          items={[
            ...present.map(({ id, label, color }) => ({
              label,
              color,
              shown: !hidden.includes(id),
              toggle: () =>
                setHidden(
                  hidden.includes(id) ? hidden.filter((one) => one !== id) : [...hidden, id],
                ),
            })),
            ...(compared ? [{ label: `All, ${before}`, color: "var(--muted)", line: true }] : []),
          ]}
        />
      }
      table={{
        columns: [
          "Time",
          ...present.map(({ label }) => label),
          "All",
          ...(compared ? ["Before"] : []),
        ],
        rows: rows.map((row, index) => [
          spanOf(index),
          ...present.map(({ id }) => exactNumber(row.values[id])),
          exactNumber(Object.values(row.values).reduce((sum, count) => sum + count, 0)),
          ...(compared ? [exactNumber(row.before ?? 0)] : []),
        ]),
      }}
      foot={
        selected && (
          <SelectionChip
            words={spanWords(starts[selected.from] ?? to, endOf(selected.to), zone)}
            zoom={
              <Button
                size="sm"
                icon={<ZoomIn />}
                onClick={() =>
                  set({
                    range: "custom",
                    from: starts[selected.from] ?? null,
                    to: endOf(selected.to),
                    hfrom: null,
                    hto: null,
                  })
                }
              >
                Zoom to selection
              </Button>
            }
          />
        )
      }
    >
      <BarsChart
        label="Requests over time by outcome. Arrow keys move from bar to bar, Enter chooses one, Shift and Enter all up to it."
        rows={rows}
        series={outcomeKinds.map((kind) => ({ ...kind, hidden: hidden.includes(kind.id) }))}
        ticks={timeTicks(starts, bucketMinutes, zone)}
        tickLabel={(start) => tickWords(start, bucketMinutes, zone)}
        selected={selected}
        onSelect={({ from, to: last }) =>
          set({ hfrom: starts[from] ?? null, hto: endOf(last), page: null })
        }
        tooltip={(index) => {
          const point = points[index];
          if (!point) return null;
          return (
            <ChartTooltip
              title={spanOf(index)}
              rows={Object.entries(point.outcomes)
                .sort(([, a], [, b]) => b - a)
                .map(([outcome, count]) => ({
                  label: outcomeLook(outcome).word,
                  value: exactNumber(count),
                  color: colorOf(outcome),
                }))}
              foot={[
                { label: "All", value: exactNumber(totalOf(point)) },
                ...(compared
                  ? [{ label: "Before", value: exactNumber(pointsBefore[index] ?? 0) }]
                  : []),
              ]}
            />
          );
        }}
      />
    </ChartFrame>
  );
}
