import { cn } from "@/components/ui/cn";
import type { Sparkline as Points } from "@/lib/usage/summary";
import { requestWords } from "./request-words";

const height = 24;
const step = 4;

/** The requests of the last 24 hours, an hour a bar, without axes. */
export function Sparkline({
  points,
  total,
  refused,
  className,
}: Points & { className?: string | undefined }) {
  const most = Math.max(1, ...points);
  return (
    <svg
      role="img"
      aria-label={`Last 24 hours: ${requestWords({ total, refused })}`}
      viewBox={`0 0 ${points.length * step} ${height}`}
      preserveAspectRatio="none"
      className={cn("block h-6 w-24", className)}
    >
      {points.map((count, hour) => {
        const size = count === 0 ? 1 : Math.max(2, (count / most) * height);
        return (
          <rect
            // biome-ignore lint/suspicious/noArrayIndexKey: a bar is its place
            key={hour}
            x={hour * step}
            y={height - size}
            width={step - 1}
            height={size}
            className={count === 0 ? "fill-line" : "fill-accent"}
          />
        );
      })}
    </svg>
  );
}
