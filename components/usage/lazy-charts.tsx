"use client";

import dynamic from "next/dynamic";
import { Skeleton } from "@/components/ui/skeleton";

/** The charts come after the figures, with what draws them: none of it is part of the first load. */
export const LazyRequestsChart = dynamic(
  () => import("./requests-chart").then((file) => file.RequestsChart),
  { ssr: false, loading: () => <ChartSkeleton className="h-84 sm:h-92" /> },
);

export const LazyLatencyChart = dynamic(
  () => import("./latency-chart").then((file) => file.LatencyChart),
  { ssr: false, loading: () => <ChartSkeleton className="h-68" /> },
);

const ChartSkeleton = ({ className }: { className: string }) => (
  <div role="status" className="rounded-lg border border-line bg-surface p-4 sm:p-5">
    <span className="sr-only">Loading</span>
    <div className={className}>
      <Skeleton className="h-full rounded-md opacity-60" />
    </div>
  </div>
);
