import type { ReactNode } from "react";
import type { UsageNetworks } from "@/lib/history/networks";
import type { UsageRange, UsageReport } from "@/lib/usage/summary";
import { LazyLatencyChart, LazyRequestsChart } from "./lazy-charts";
import { NetworkCard } from "./network-card";
import { RefusalReasons } from "./refusal-reasons";
import { rangeWords } from "./usage-params";
import { UsageStats } from "./usage-stats";

export type UsageLinks = {
  outcome: (outcome: string) => string;
  application: (id: string) => string;
  key: (id: string) => string;
  api: (id: string) => string;
  endpoint: (id: string) => string;
  network: (network: string) => string;
};

/** A range of usage as figures, charts and lists. */
export function UsagePanel({
  report,
  leaders,
  networks,
  range,
  zone,
  links,
}: {
  report: UsageReport;
  /** Cards of who asks most, and what is asked for most. */
  leaders: ReactNode;
  /** Null for whom they are not shown. */
  networks: UsageNetworks | null;
  range: UsageRange;
  zone: string;
  links: UsageLinks;
}) {
  return (
    <div className="flex flex-col gap-4">
      <UsageStats report={report} />
      <LazyRequestsChart report={report} zone={zone} before={rangeWords[range].before} />
      <div className="flex flex-col gap-4 lg:block lg:columns-2 lg:*:mb-4 lg:*:break-inside-avoid">
        <RefusalReasons report={report} hrefOf={links.outcome} />
        {leaders}
        {networks && <NetworkCard networks={networks} hrefOf={links.network} />}
      </div>
      <LazyLatencyChart report={report} zone={zone} />
    </div>
  );
}
