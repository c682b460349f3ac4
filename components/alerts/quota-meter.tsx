"use client";

import { Meter } from "@base-ui/react/meter";
import { cn } from "@/components/ui/cn";
import { DateTime } from "@/components/ui/relative-time";
import type { Tone } from "@/components/ui/tone";
import type { QuotaUse } from "@/lib/alerts/summary";
import { forecastWords, percentUsed, quotaTone } from "./quota-words";

const fills: Record<Tone, string> = {
  ok: "bg-ok",
  warn: "bg-warn",
  bad: "bg-bad",
  idle: "bg-idle",
  info: "bg-info",
  accent: "bg-accent",
};

/** How much of a quota is used, as a bar and in words. */
export function QuotaMeter({ use, label }: { use: QuotaUse; label: string }) {
  const percent = percentUsed(use);
  const used = use.used.toLocaleString("en-US");
  const { words, time } = forecastWords(use);
  return (
    <div className="flex flex-col gap-1.5">
      <div className="flex flex-wrap items-baseline justify-between gap-x-3 tabular-nums">
        <span>
          {used} <span className="text-muted">of {use.limit.toLocaleString("en-US")} used</span>
        </span>
        <span className="font-medium">{percent}%</span>
      </div>
      <Meter.Root
        aria-label={label}
        value={Math.min(use.used, use.limit)}
        max={use.limit}
        getAriaValueText={() => `${used} of ${use.limit.toLocaleString("en-US")}, ${percent}%`}
      >
        <Meter.Track className="block h-2 overflow-hidden rounded-full bg-idle-soft">
          <Meter.Indicator className={cn("block rounded-full", fills[quotaTone(use)])} />
        </Meter.Track>
      </Meter.Root>
      <p className="text-muted text-sm">
        {words}
        {time && (
          <>
            {" "}
            <DateTime value={time} />.
          </>
        )}
      </p>
    </div>
  );
}
