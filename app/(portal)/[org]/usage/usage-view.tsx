import { Suspense } from "react";
import { orNone } from "@/app/or-not-found";
import { viewerZone } from "@/app/zone";
import { spanOf } from "@/components/history/history-query";
import { ViewerZone } from "@/components/shell/viewer-zone";
import { DimWhilePending, QueryPending } from "@/components/ui/query-pending";
import type { SelectOption } from "@/components/ui/select";
import { SkeletonTable } from "@/components/ui/skeleton";
import { NoMatch } from "@/components/usage/no-match";
import { NoUsage } from "@/components/usage/no-usage";
import { RangeControl } from "@/components/usage/range-control";
import { UsageFilters } from "@/components/usage/usage-filters";
import { UsagePanel } from "@/components/usage/usage-panel";
import type { MemberActor } from "@/lib/access/actor";
import { env } from "@/lib/env";
import type { UsageScope } from "@/lib/usage/summary";
import { withApi, withApplication } from "./choices";
import { HistorySection } from "./history/section";
import { Leaders } from "./leaders";
import { usageLinks } from "./links";
import { type Asked, usageQuery } from "./query";
import { filterChips, readUsage } from "./read";

/** The charts of a scope, as its address asks for them, and the history under them. */
export async function UsageView({
  org,
  actor,
  path,
  asked,
  scope = {},
  subject,
  api,
  start,
  choices = {},
  history = true,
}: {
  org: string;
  actor: MemberActor;
  /** Of the page itself. */
  path: string;
  asked: Asked;
  scope?: Pick<UsageScope, "application" | "key" | "api">;
  /** Whose requests they are, where there are none yet: "this key". */
  subject: string;
  /** The slug of the API that they are for, where it is one. */
  api?: string;
  /** Where the first request begins. */
  start: { href: string; label: string }[];
  choices?: { applications?: SelectOption[]; apis?: SelectOption[] };
  /** Whether the viewer may read it. */
  history?: boolean;
}) {
  const zone = await viewerZone();
  const query = usageQuery(asked);
  const { filters } = query;
  const [usage, chips, applications, apis] = await Promise.all([
    orNone(readUsage(actor, query, scope, zone)),
    filterChips(actor, filters),
    choices.applications && withApplication(actor, choices.applications, filters.application),
    choices.apis && withApi(actor, choices.apis, filters.api),
  ]);
  const links = usageLinks(org, path, asked);
  const { range } = query.time;
  const { from, to } = usage?.report ?? spanOf(query.time, Date.now());
  return (
    <QueryPending>
      <ViewerZone shown={zone} />
      {usage?.isNew ? (
        <NoUsage gateUrl={env().GATE_PUBLIC_URL} subject={subject} api={api} links={start} />
      ) : (
        <>
          <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
            <UsageFilters
              applications={applications}
              apis={apis}
              environment={!scope.key}
              chosen={chips}
            />
            <RangeControl range={range} from={from} to={to} zone={zone} />
          </div>
          <DimWhilePending className="flex flex-col gap-6">
            {!usage || usage.report.totals.total === 0 ? (
              <NoMatch
                isGone={!usage}
                links={links.wider(usage ? range : "30d", Object.keys(filters).length > 0)}
              />
            ) : (
              <UsagePanel
                report={usage.report}
                networks={usage.networks}
                leaders={
                  <Leaders
                    actor={actor}
                    query={usage.query}
                    links={links}
                    compared={usage.report.before !== null}
                  />
                }
                range={range}
                zone={zone}
                links={links}
              />
            )}
            {history && (
              <section id="history" aria-labelledby="history-title" className="flex flex-col gap-3">
                <h2 id="history-title" className="font-semibold text-lg">
                  Access history
                </h2>
                <Suspense fallback={<SkeletonTable />}>
                  <HistorySection org={org} actor={actor} scope={scope} params={asked} />
                </Suspense>
              </section>
            )}
          </DimWhilePending>
        </>
      )}
    </QueryPending>
  );
}
