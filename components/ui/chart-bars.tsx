"use client";

import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from "react";
import {
  Bar,
  ComposedChart,
  Line,
  type MouseHandlerDataParam,
  ReferenceArea,
  Tooltip,
  useActiveTooltipLabel,
} from "recharts";
import { chartAxes, chartMargin, type TimeAxis } from "./chart-axes";
import { compactNumber } from "./number-words";

export type BarRow = {
  start: string;
  index: number;
  values: Record<string, number>;
  /** What stood here in the period before. */
  before: number | null;
};

type Selection = { from: number; to: number };

export type BarsProps = TimeAxis & {
  label: string;
  rows: BarRow[];
  /** From the bottom up. */
  series: { id: string; color: string; hidden: boolean }[];
  tooltip: (index: number) => ReactNode;
  /** The first and the last bar that are marked. */
  selected: Selection | null;
  onSelect: (selection: Selection) => void;
};

const inOrder = (a: number, b: number) => ({ from: Math.min(a, b), to: Math.max(a, b) });

/** Stacked bars over time, of which some can be chosen: by drawing over them, or arrows and Enter. */
export function BarsChart({
  label,
  rows,
  series,
  tooltip,
  selected,
  onSelect,
  ...axis
}: BarsProps) {
  const [drawn, setDrawn] = useState<{ begun: number; now: number } | null>(null);
  const active = useRef(-1);
  const begun = useRef<number>(null);
  const marked = drawn ? inOrder(drawn.begun, drawn.now) : selected;

  function finish(state: MouseHandlerDataParam) {
    if (drawn) onSelect(inOrder(drawn.begun, indexOf(state) ?? drawn.now));
    setDrawn(null);
  }
  function onKeyDown(event: KeyboardEvent) {
    const at = active.current;
    if (event.key !== "Enter" || at < 0) return;
    if (!event.shiftKey || begun.current === null) begun.current = at;
    onSelect(inOrder(begun.current, at));
  }

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the chart inside takes focus and arrows
    <div className="h-full select-none" onKeyDown={onKeyDown}>
      <ComposedChart
        responsive
        width="100%"
        height="100%"
        data={rows}
        margin={chartMargin}
        barCategoryGap="16%"
        cursor="crosshair"
        aria-label={label}
        onMouseDown={(state, { button }) => {
          const at = indexOf(state);
          if (at !== null && button === 0) setDrawn({ begun: at, now: at });
        }}
        onMouseMove={(state, { buttons }) => {
          const now = indexOf(state);
          if (!drawn) return;
          if (buttons === 0) setDrawn(null);
          else if (now !== null && now !== drawn.now) setDrawn({ ...drawn, now });
        }}
        onMouseUp={finish}
        onMouseLeave={finish}
      >
        {chartAxes({ ...axis, valueLabel: compactNumber, whole: true })}
        <Tooltip
          isAnimationActive={false}
          cursor={{ fill: "var(--text)", fillOpacity: 0.06 }}
          content={({ active, payload }) => {
            const row: BarRow | undefined = payload[0]?.payload;
            return active && row ? tooltip(row.index) : null;
          }}
        />
        {series.map(({ id, color, hidden }) => (
          <Bar
            key={id}
            dataKey={(row: BarRow) => row.values[id]}
            stackId="all"
            hide={hidden}
            fill={color}
            maxBarSize={40}
            isAnimationActive={false}
          />
        ))}
        <Line
          dataKey="before"
          stroke="var(--muted)"
          strokeWidth={1.5}
          strokeDasharray="4 3"
          dot={false}
          activeDot={false}
          isAnimationActive={false}
        />
        {marked && (
          <ReferenceArea
            x1={rows[marked.from]?.start}
            x2={rows[marked.to]?.start}
            fill="var(--accent)"
            fillOpacity={0.14}
            stroke="var(--accent)"
            strokeOpacity={0.6}
          />
        )}
        <ActiveBar
          onChange={(start) => {
            active.current = rows.findIndex((row) => row.start === start);
          }}
        />
      </ComposedChart>
    </div>
  );
}

function indexOf({ activeTooltipIndex }: MouseHandlerDataParam): number | null {
  const index = Number(activeTooltipIndex ?? Number.NaN);
  return Number.isInteger(index) ? index : null;
}

function ActiveBar({ onChange }: { onChange: (start: string) => void }) {
  const start = useActiveTooltipLabel();
  useEffect(() => {
    if (typeof start === "string") onChange(start);
  }, [start, onChange]);
  return null;
}
