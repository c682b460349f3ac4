import type { Metadata } from "next";
import { pageActor } from "@/app/actor";
import type { PageInput } from "@/app/query";
import { Checklist } from "@/components/overview/checklist";
import { RecentEvents } from "@/components/overview/recent-events";
import { Stats } from "@/components/overview/stats";
import { PageHeader } from "@/components/ui/page-header";
import { can } from "@/lib/access/authorize";
import { getOrganization } from "@/lib/organizations/get";
import { getOverview } from "@/lib/overview/get";
import { firstSteps } from "./first-steps";

export const metadata: Metadata = { title: "Overview" };

export default async function OverviewPage({ params }: Pick<PageInput, "params">) {
  const { org } = await params;
  const actor = await pageActor(org);
  const [organization, overview] = await Promise.all([getOrganization(actor), getOverview(actor)]);
  const steps = firstSteps(actor, org, overview.checklist);
  const isNew = can(actor, "application.create") && steps.some((step) => !step.done);
  return (
    <>
      <PageHeader
        title={organization.name}
        description="Which applications may call your APIs, with which key, for what and until when."
      />
      <Stats org={org} overview={overview} />
      {isNew && <Checklist steps={steps} />}
      {overview.recentEvents.length > 0 && (
        <RecentEvents events={overview.recentEvents} href={`/${org}/audit`} />
      )}
    </>
  );
}
