import { ScrollText } from "lucide-react";
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { pageApplication } from "@/app/(portal)/[org]/applications/[id]/application";
import { type PageInput, pageParam } from "@/app/query";
import { AuditTable } from "@/components/audit/audit-table";
import { EmptyState } from "@/components/ui/empty-state";
import { canOn } from "@/lib/access/authorize";
import { listAuditEvents } from "@/lib/audit/list";

export const metadata: Metadata = { title: "Audit" };

const size = 50;

export default async function ApplicationAuditPage({
  params,
  searchParams,
}: PageInput<{ id: string }>) {
  const { org, id } = await params;
  const { actor, application } = await pageApplication(org, id);
  if (!canOn(actor, "audit.read", application)) notFound();
  const page = pageParam.parse((await searchParams).page);
  const events = await listAuditEvents(actor, { application: id, page, limit: size });
  return (
    <AuditTable
      page={events}
      number={page}
      size={size}
      empty={
        <EmptyState icon={<ScrollText aria-hidden />} title="No events on this page">
          Every change to {application.name} is written here the moment it happens.
        </EmptyState>
      }
    />
  );
}
