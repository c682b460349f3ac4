import type { Metadata } from "next";
import { pageActor } from "@/app/actor";
import type { PageInput } from "@/app/query";
import { Attention } from "@/components/overview/attention";
import { Checklist } from "@/components/overview/checklist";
import { Movers } from "@/components/overview/movers";
import { RecentEvents } from "@/components/overview/recent-events";
import { Stats } from "@/components/overview/stats";
import { PageHeader } from "@/components/ui/page-header";
import { can } from "@/lib/access/authorize";
import { firingAlerts } from "@/lib/alerts/firing";
import { hygieneOverTime } from "@/lib/hygiene/over-time";
import { getOrganization } from "@/lib/organizations/get";
import { getOverview } from "@/lib/overview/get";
import { topMovers } from "@/lib/usage/movers";
import { usageReport } from "@/lib/usage/report";
import { firstSteps } from "./first-steps";

export const metadata: Metadata = { title: "Overview" };

export default async function OverviewPage({ params }: Pick<PageInput, "params">) {
  const { org } = await params;
  const actor = await pageActor(org);
  const [organization, overview, usage, movers, alerts, noted] = await Promise.all([
    getOrganization(actor),
    getOverview(actor),
    usageReport(actor, { range: "24h" }),
    topMovers(actor),
    firingAlerts(actor),
    hygieneOverTime(actor, { days: 2 }),
  ]);
  const steps = firstSteps(actor, org, overview.checklist);
  const isNew = can(actor, "application.create") && steps.some((step) => !step.done);
  return (
    <>
      <PageHeader
        title={organization.name}
        description="Which applications may call your APIs, with which key, for what and until when."
      />
      <Stats org={org} overview={overview} usage={usage} />
      {isNew && <Checklist steps={steps} />}
      {overview.checklist.key && (
        <div className="grid items-start gap-6 lg:grid-cols-2">
          {movers.length > 0 && <Movers org={org} movers={movers} />}
          <Attention org={org} alerts={alerts} hygiene={noted.at(-1) ?? null} />
        </div>
      )}
      {overview.recentEvents.length > 0 && (
        <RecentEvents events={overview.recentEvents} href={`/${org}/audit`} />
      )}
    </>
  );
}
