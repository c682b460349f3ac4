import Link from "next/link";
import type { ReactNode } from "react";
import { cn } from "./cn";
import { type Tone, toneText } from "./tone";

export function Stat({
  label,
  value,
  hint,
  href,
  tone,
  chart,
}: {
  label: string;
  value: ReactNode;
  hint?: ReactNode;
  href?: string;
  tone?: Tone;
  chart?: ReactNode;
}) {
  return (
    <div className="relative flex min-w-0 flex-col gap-1 rounded-lg border border-line bg-surface px-5 py-4 transition-colors has-[a]:hover:border-line-strong">
      <p className="text-muted text-sm">
        {href ? (
          <Link href={href} className="after:absolute after:inset-0 after:rounded-lg">
            {label}
          </Link>
        ) : (
          label
        )}
      </p>
      <div className="flex items-end justify-between gap-3">
        <p
          className={cn(
            "font-semibold text-xl tabular-nums sm:text-2xl tracking-tight",
            tone && toneText[tone],
          )}
        >
          {value}
        </p>
        {chart && <div className="pb-1">{chart}</div>}
      </div>
      {hint && <p className="text-muted text-xs">{hint}</p>}
    </div>
  );
}
