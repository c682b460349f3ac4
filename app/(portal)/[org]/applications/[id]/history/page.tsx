import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { Suspense } from "react";
import { pageApplication } from "@/app/(portal)/[org]/applications/[id]/application";
import { HistoryWithRange } from "@/app/(portal)/[org]/usage/history/with-range";
import type { PageInput } from "@/app/query";
import { SkeletonTable } from "@/components/ui/skeleton";
import { canOn } from "@/lib/access/authorize";

export const metadata: Metadata = { title: "Access history" };

export default async function ApplicationHistoryPage({
  params,
  searchParams,
}: PageInput<{ id: string }>) {
  const { org, id } = await params;
  const { actor, application } = await pageApplication(org, id);
  if (!canOn(actor, "history.read", application)) notFound();
  return (
    <Suspense fallback={<SkeletonTable />}>
      <HistoryWithRange
        org={org}
        actor={actor}
        scope={{ application: application.id }}
        params={await searchParams}
      />
    </Suspense>
  );
}
