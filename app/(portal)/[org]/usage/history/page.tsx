import type { Metadata } from "next";
import { pageActor } from "@/app/actor";
import type { PageInput } from "@/app/query";
import { PageHeader } from "@/components/ui/page-header";
import { UsageTabs } from "@/components/usage/usage-tabs";
import { HistoryWithRange } from "./with-range";

export const metadata: Metadata = { title: "Access history" };

export default async function HistoryPage({ params, searchParams }: PageInput) {
  const { org } = await params;
  const actor = await pageActor(org);
  return (
    <>
      <PageHeader
        title="Usage"
        description="Each request that was decided on: who asked for what, from where, and with which outcome."
      />
      <UsageTabs org={org} />
      <HistoryWithRange org={org} actor={actor} params={await searchParams} />
    </>
  );
}
