import { Check } from "lucide-react";
import { cn } from "./cn";

export function Stepper({ steps, current }: { steps: string[]; current: number }) {
  return (
    <ol aria-label="Steps" className="flex items-center gap-2 sm:gap-3">
      {steps.map((step, index) => {
        const done = index < current;
        const here = index === current;
        return (
          <li
            key={step}
            aria-current={here ? "step" : undefined}
            className={cn(
              "flex min-w-0 items-center gap-2",
              index > 0 &&
                "flex-1 before:h-px before:min-w-3 before:flex-1 before:bg-line sm:flex-none sm:before:w-10 sm:before:flex-none",
            )}
          >
            <span
              className={cn(
                "flex size-6 shrink-0 items-center justify-center rounded-full border font-medium text-xs tabular-nums",
                done && "border-accent bg-accent-soft text-accent",
                here && "border-accent bg-accent text-on-accent",
                !done && !here && "border-line text-muted",
              )}
            >
              {done ? <Check aria-hidden className="size-3.5" strokeWidth={2.5} /> : index + 1}
            </span>
            <span className={cn("truncate", here ? "font-medium" : "text-muted max-sm:sr-only")}>
              {step}
              {done && <span className="sr-only"> (done)</span>}
            </span>
          </li>
        );
      })}
    </ol>
  );
}
