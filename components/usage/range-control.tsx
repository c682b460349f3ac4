"use client";

import { spanWords } from "@/components/ui/chart-time";
import { SegmentedControl } from "@/components/ui/segmented-control";
import { useQuery } from "@/components/ui/use-query";
import { type UsageRange, usageRanges } from "@/lib/usage/summary";
import { CustomRange } from "./custom-range";
import { nothingSelected, rangeWords } from "./usage-params";

const options = usageRanges
  .filter((range) => range !== "custom")
  .map((range) => ({ value: range, label: rangeWords[range].short }));

/** Which time a page of usage is of, in its address. */
export function RangeControl({
  range,
  from,
  to,
  zone,
}: {
  range: UsageRange;
  from: string;
  to: string;
  zone: string;
}) {
  const { set } = useQuery();
  const choose = (next: string) =>
    set({ range: next === "24h" ? null : next, from: null, to: null, ...nothingSelected });
  return (
    <div className="flex min-w-0 max-w-full flex-wrap items-center gap-2">
      <SegmentedControl label="Range" options={options} value={range} onValueChange={choose} />
      <CustomRange
        from={from}
        to={to}
        chosen={range === "custom"}
        shown={range === "custom" ? spanWords(from, to, zone) : rangeWords.custom.short}
      />
    </div>
  );
}
