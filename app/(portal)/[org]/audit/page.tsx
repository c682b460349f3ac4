import { ScrollText } from "lucide-react";
import type { Metadata } from "next";
import { z } from "zod";
import { pageActor } from "@/app/actor";
import { choiceParam, idParam, type PageInput, pageParam, timeParam } from "@/app/query";
import { actionGroups } from "@/components/audit/action-words";
import { AuditFilters } from "@/components/audit/audit-filters";
import { AuditTable } from "@/components/audit/audit-table";
import { ButtonLink } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import { can, canEverywhere } from "@/lib/access/authorize";
import { listAuditEvents } from "@/lib/audit/list";
import { listMembers } from "@/lib/members/list";
import { listTokens } from "@/lib/tokens/list";

export const metadata: Metadata = { title: "Audit log" };

const Query = z.object({
  page: pageParam,
  actor: idParam,
  action: choiceParam(actionGroups.map(({ value }) => value)),
  outcome: choiceParam(["success", "refused"]),
  from: timeParam,
  to: timeParam,
});

const size = 50;
const description = "Who did what to which thing, when, from where and with which outcome.";

export default async function AuditPage({ params, searchParams }: PageInput) {
  const { org } = await params;
  const actor = await pageActor(org);
  if (!canEverywhere(actor, "audit.read")) {
    return (
      <>
        <PageHeader title="Audit log" description={description} />
        <EmptyState
          icon={<ScrollText aria-hidden />}
          title="The whole log is for owners, admins and auditors"
          action={<ButtonLink href={`/${org}/applications?owner=me`}>Your applications</ButtonLink>}
        >
          You find the events of an application that you own under its Audit tab.
        </EmptyState>
      </>
    );
  }
  const { page, ...filters } = Query.parse(await searchParams);
  const [events, members, tokens] = await Promise.all([
    listAuditEvents(actor, { ...filters, page, limit: size }),
    listMembers(actor, { limit: 100 }),
    can(actor, "token.read") ? listTokens(actor, { limit: 100 }) : { data: [] },
  ]);
  const actors = [
    ...members.data.map(({ id, name }) => ({ value: id, label: name })),
    ...tokens.data.map(({ id, name }) => ({ value: id, label: name, hint: "Service token" })),
  ];
  return (
    <>
      <PageHeader title="Audit log" description={description} />
      <AuditFilters actors={actors} />
      <AuditTable
        page={events}
        number={page}
        size={size}
        empty={
          <EmptyState icon={<ScrollText aria-hidden />} title="No event matches">
            Every change in this organization is written here the moment it happens. Choose another
            time or clear the filters.
          </EmptyState>
        }
      />
    </>
  );
}
