import { viewerZone } from "@/app/zone";
import { type HistoryScope, spanOf } from "@/components/history/history-query";
import { ViewerZone } from "@/components/shell/viewer-zone";
import { DimWhilePending, QueryPending } from "@/components/ui/query-pending";
import { RangeControl } from "@/components/usage/range-control";
import type { MemberActor } from "@/lib/access/actor";
import { usageRanges } from "@/lib/usage/summary";
import { type Asked, historyQuery } from "./query";
import { HistorySection } from "./section";

/** The access history on a page of its own, with the range that it is of. */
export async function HistoryWithRange(props: {
  org: string;
  actor: MemberActor;
  scope?: HistoryScope;
  params: Asked;
}) {
  const zone = await viewerZone();
  const { range, from, to } = spanOf(historyQuery(props.params), Date.now());
  return (
    <QueryPending>
      <ViewerZone shown={zone} />
      <DimWhilePending>
        <HistorySection
          {...props}
          time={
            <RangeControl
              range={usageRanges.find((each) => each === range) ?? "24h"}
              from={from}
              to={to}
              zone={zone}
            />
          }
        />
      </DimWhilePending>
    </QueryPending>
  );
}
