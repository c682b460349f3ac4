import { Equal, TrendingDown, TrendingUp } from "lucide-react";
import type { ReactNode } from "react";
import { Stat } from "@/components/ui/stat";
import { type Tone, toneText } from "@/components/ui/tone";
import type { Change } from "./change-words";

const icons = { more: TrendingUp, less: TrendingDown, same: Equal };

/** A figure, and how it differs from the period before: in words, with a sign. */
export function UsageStat({
  label,
  value,
  change,
  tone,
  hint,
}: {
  label: string;
  value: ReactNode;
  change?: Change | null;
  tone?: Tone | undefined;
  hint?: ReactNode;
}) {
  const Icon = change && icons[change.direction];
  return (
    <Stat
      label={label}
      value={value}
      hint={
        change && Icon ? (
          <span className="flex items-center gap-1">
            <Icon aria-hidden className={`size-3.5 shrink-0 ${tone ? toneText[tone] : ""}`} />
            {change.words}
          </span>
        ) : (
          hint
        )
      }
    />
  );
}
