import type { Metadata } from "next";
import { pageActor } from "@/app/actor";
import type { PageInput } from "@/app/query";
import { PageHeader } from "@/components/ui/page-header";
import { UsageTabs } from "@/components/usage/usage-tabs";
import { can } from "@/lib/access/authorize";
import { apiChoices, applicationChoices } from "./choices";
import { UsageView } from "./usage-view";

export const metadata: Metadata = { title: "Usage" };

export default async function UsagePage({ params, searchParams }: PageInput) {
  const { org } = await params;
  const actor = await pageActor(org);
  const [applications, apis] = await Promise.all([applicationChoices(actor), apiChoices(actor)]);
  return (
    <>
      <PageHeader
        title="Usage"
        description="Every verdict of the gate, counted: who asks, for what, and what is refused."
      />
      <UsageTabs org={org} />
      <UsageView
        org={org}
        actor={actor}
        path={`/${org}/usage`}
        asked={await searchParams}
        subject="one of the organization's keys"
        start={[
          { href: `/${org}/applications`, label: "Go to Apps" },
          { href: `/${org}/apis`, label: "Integrate an API" },
        ]}
        history={can(actor, "history.read")}
        choices={{ applications, apis }}
      />
    </>
  );
}
