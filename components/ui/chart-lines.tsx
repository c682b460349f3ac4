"use client";

import type { ReactNode } from "react";
import { Line, LineChart, Tooltip } from "recharts";
import { chartAxes, chartMargin, type TimeAxis } from "./chart-axes";

export type LineRow = { start: string; index: number; values: Record<string, number | null> };

export type LineSeries = { id: string; color: string; dash?: string };

export type LinesProps = TimeAxis & {
  label: string;
  rows: LineRow[];
  series: readonly LineSeries[];
  valueLabel: (value: number) => string;
  tooltip: (index: number) => ReactNode;
};

/** Lines over time; where there is nothing, they break off. */
export function LinesChart({ label, rows, series, valueLabel, tooltip, ...axis }: LinesProps) {
  const lone = rows.filter(({ values }) => Object.values(values).some((value) => value !== null));
  return (
    <LineChart
      responsive
      width="100%"
      height="100%"
      data={rows}
      margin={chartMargin}
      aria-label={label}
      className="select-none"
    >
      {chartAxes({ ...axis, valueLabel, valueWidth: 56 })}
      <Tooltip
        isAnimationActive={false}
        cursor={{ stroke: "var(--line-strong)" }}
        content={({ active, payload }) => {
          const row: LineRow | undefined = payload[0]?.payload;
          return active && row ? tooltip(row.index) : null;
        }}
      />
      {series.map(({ id, color, dash }) => (
        <Line
          key={id}
          dataKey={(row: LineRow) => row.values[id]}
          stroke={color}
          strokeWidth={1.75}
          strokeDasharray={dash ?? ""}
          dot={lone.length <= rows.length / 2 && { r: 2, fill: color, strokeWidth: 0 }}
          activeDot={{ r: 3, strokeWidth: 0 }}
          isAnimationActive={false}
        />
      ))}
    </LineChart>
  );
}
