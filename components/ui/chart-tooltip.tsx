import type { ReactNode } from "react";

export type TooltipRow = { label: ReactNode; value: ReactNode; color?: string };

/** What stands at one place of a chart: all its values, and what they sum up to. */
export function ChartTooltip({
  title,
  rows,
  foot = [],
}: {
  title: string;
  rows: TooltipRow[];
  foot?: TooltipRow[];
}) {
  return (
    <div className="floating pointer-events-none min-w-44 p-3 text-sm">
      <p className="mb-1.5 whitespace-nowrap font-medium">{title}</p>
      <Rows rows={rows} />
      {foot.length > 0 && (
        <div className="mt-1.5 border-t pt-1.5">
          <Rows rows={foot} />
        </div>
      )}
    </div>
  );
}

const Rows = ({ rows }: { rows: TooltipRow[] }) =>
  rows.map(({ label, value, color }, index) => (
    <p
      // biome-ignore lint/suspicious/noArrayIndexKey: a row is its place
      key={index}
      className="flex items-center gap-2 whitespace-nowrap"
    >
      {color && <Swatch color={color} />}
      <span className="flex-1 text-muted">{label}</span>
      <span className="pl-4 tabular-nums">{value}</span>
    </p>
  ));

export const Swatch = ({ color, line }: { color: string; line?: boolean }) => (
  <span
    aria-hidden
    className={line ? "h-0.5 w-3 shrink-0 rounded-full" : "size-2.5 shrink-0 rounded-[3px]"}
    style={{ background: color }}
  />
);
