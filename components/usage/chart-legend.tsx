import { Swatch } from "@/components/ui/chart-tooltip";
import { cn } from "@/components/ui/cn";

type Item = {
  label: string;
  color: string;
  line?: boolean;
  shown?: boolean;
  toggle?: () => void;
};

/** What the colours of a chart mean; pressing one hides it or brings it back. */
export function ChartLegend({ items }: { items: Item[] }) {
  return (
    <ul className="flex flex-wrap gap-x-1 gap-y-0.5 text-sm">
      {items.map(({ label, color, line, shown = true, toggle }) => (
        <li key={label} className="flex">
          {toggle ? (
            <button
              type="button"
              aria-pressed={shown}
              onClick={toggle}
              className={cn(
                "-ml-1.5 flex min-h-7 items-center gap-1.5 rounded-md px-1.5 hover:bg-idle-soft pointer-coarse:min-h-9",
                !shown && "text-muted line-through",
              )}
            >
              <Swatch color={shown ? color : "var(--line)"} />
              {label}
            </button>
          ) : (
            <span className="flex min-h-7 items-center gap-1.5 pr-2 text-muted">
              <Swatch color={color} {...(line ? { line } : {})} />
              {label}
            </span>
          )}
        </li>
      ))}
    </ul>
  );
}
