import { CartesianGrid, XAxis, YAxis } from "recharts";

const tick = { fill: "var(--muted)", fontSize: 11 };

export type TimeAxis = {
  /** Which of the rows' `start` are labelled. */
  ticks: string[];
  tickLabel: (start: string) => string;
};

/** Thin lines, and labels without ticks: time to the right, `valueLabel` upwards. */
export function chartAxes({
  ticks,
  tickLabel,
  valueLabel,
  valueWidth = 44,
  whole,
}: TimeAxis & { valueLabel: (value: number) => string; valueWidth?: number; whole?: boolean }) {
  return [
    <CartesianGrid key="grid" vertical={false} stroke="var(--line)" />,
    <XAxis
      key="x"
      dataKey="start"
      ticks={ticks}
      tickFormatter={tickLabel}
      tick={tick}
      tickLine={false}
      tickMargin={8}
      axisLine={{ stroke: "var(--line)" }}
      interval="preserveStart"
      minTickGap={12}
      height={28}
    />,
    <YAxis
      key="y"
      tickFormatter={valueLabel}
      tick={tick}
      tickLine={false}
      axisLine={false}
      allowDecimals={!whole}
      width={valueWidth}
    />,
  ];
}

export const chartMargin = { top: 8, right: 4, bottom: 0, left: 0 };
