"use client";

import { ChartFrame } from "@/components/ui/chart";
import { LinesChart } from "@/components/ui/chart-lines";
import { spanWords, tickWords, timeTicks } from "@/components/ui/chart-time";
import { ChartTooltip } from "@/components/ui/chart-tooltip";
import { durationWords } from "@/components/ui/number-words";
import type { UsageReport } from "@/lib/usage/summary";
import { ChartLegend } from "./chart-legend";

const series = [
  { id: "p50", label: "p50", color: "var(--info)" },
  { id: "p95", label: "p95", color: "var(--accent)" },
  { id: "p99", label: "p99", color: "var(--chart-limited)", dash: "5 3" },
] as const;

/** How long the gate took for its verdicts, over time. */
export function LatencyChart({
  report: { latencies, bucketMinutes, to },
  zone,
}: {
  report: Pick<UsageReport, "latencies" | "bucketMinutes" | "to">;
  zone: string;
}) {
  const starts = latencies.map(({ start }) => start);
  const spanOf = (index: number) => spanWords(starts[index] ?? to, starts[index + 1] ?? to, zone);
  const rows = latencies.map(({ start, latency }, index) => ({
    start,
    index,
    values: { p50: latency?.p50 ?? null, p95: latency?.p95 ?? null, p99: latency?.p99 ?? null },
  }));
  const shown = (value: number | null) => (value === null ? "–" : durationWords(value));
  return (
    <ChartFrame
      title="Gate latency"
      description="How long a verdict took, without the network."
      className="h-48"
      legend={<ChartLegend items={series.map((one) => ({ ...one, line: true }))} />}
      table={{
        columns: ["Time", ...series.map(({ label }) => label)],
        rows: rows.map(({ values }, index) => [
          spanOf(index),
          ...series.map(({ id }) => shown(values[id])),
        ]),
      }}
    >
      <LinesChart
        label="Gate latency over time: p50, p95 and p99. Arrow keys move along it."
        rows={rows}
        series={series}
        ticks={timeTicks(starts, bucketMinutes, zone)}
        tickLabel={(start) => tickWords(start, bucketMinutes, zone)}
        valueLabel={durationWords}
        tooltip={(index) => {
          const row = rows[index];
          if (!row) return null;
          return (
            <ChartTooltip
              title={spanOf(index)}
              rows={series.map(({ id, label, color }) => ({
                label,
                value: shown(row.values[id]),
                color,
              }))}
            />
          );
        }}
      />
    </ChartFrame>
  );
}
