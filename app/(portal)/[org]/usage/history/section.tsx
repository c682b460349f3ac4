import { notFound } from "next/navigation";
import type { ReactNode } from "react";
import { wasEverAsked } from "@/app/(portal)/[org]/usage/ever";
import { orNone } from "@/app/or-not-found";
import { viewerZone } from "@/app/zone";
import { ChooseApplication } from "@/components/history/choose-application";
import { type HistoryScope, isNarrowed } from "@/components/history/history-query";
import { LazyHistoryPanel } from "@/components/history/lazy-history-panel";
import type { MemberActor } from "@/lib/access/actor";
import { can, canEverywhere, canOn } from "@/lib/access/authorize";
import { getApplication } from "@/lib/applications/get";
import { env } from "@/lib/env";
import { listEvents } from "@/lib/history/list-events";
import { getOrganization } from "@/lib/organizations/get";
import { estimateRowsAction, listEventsAction } from "./actions";
import { historyChoices, readableApplications } from "./choices";
import { type Asked, historyQuery } from "./query";

const [atFirst, underCharts] = [100, 25];

/**
 * The access history of a scope, as its page's address asks for it. Who may read only that of their
 * own applications chooses one, where the scope has none: the page has seen that they may read the
 * scope's.
 */
export async function HistorySection({
  org,
  actor,
  scope = {},
  params,
  time,
}: {
  org: string;
  actor: MemberActor;
  scope?: HistoryScope;
  /** What the page's address asks for. */
  params: Asked;
  /** Chooses the time, where no charts with filters of their own stand above. */
  time?: ReactNode;
}) {
  const mayNetworks = can(actor, "history.networks");
  const asked = historyQuery(params, scope);
  const query = mayNetworks ? asked : { ...asked, network: undefined };
  if (!canEverywhere(actor, "history.read") && !scope.application && !scope.key) {
    const { application } = query;
    const chosen = application && (await orNone(getApplication(actor, application)));
    if (!chosen || !canOn(actor, "history.read", chosen)) {
      return <ChooseApplication slug={org} applications={await readableApplications(actor)} />;
    }
  }
  const [page, choices, organization, zone] = await Promise.all([
    orNone(listEvents(actor, { ...query, limit: time ? atFirst : underCharts })),
    historyChoices(actor, scope, query),
    getOrganization(actor),
    viewerZone(),
  ]);
  if (!page) {
    if (time) notFound();
    return <p className="text-muted">Nothing matches these filters.</p>;
  }
  const isEmpty = page.data.length === 0 && !isNarrowed(query, scope);
  const hasTraffic = !isEmpty || (await wasEverAsked(actor, scope));
  return (
    <LazyHistoryPanel
      setting={{
        slug: org,
        gateUrl: env().GATE_PUBLIC_URL,
        scope,
        query,
        choices,
        may: { networks: mayNetworks, edit: can(actor, "history.edit") },
        hasTraffic,
        historyDays: organization.historyDays,
        now: Date.now(),
        zone,
      }}
      page={page}
      time={time}
      actions={{
        load: listEventsAction.bind(null, org),
        estimate: estimateRowsAction.bind(null, org),
      }}
    />
  );
}
