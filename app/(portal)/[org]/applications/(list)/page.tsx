import { Plus } from "lucide-react";
import type { Metadata } from "next";
import { z } from "zod";
import { boundActions } from "@/app/(portal)/[org]/applications/bound-actions";
import { managed } from "@/app/(portal)/[org]/applications/managed";
import { pageActor } from "@/app/actor";
import { listOrder } from "@/app/list-order";
import { choiceParam, type PageInput, pageParam, textParam } from "@/app/query";
import { ApplicationList } from "@/components/applications/application-list";
import { ApplicationToolbar } from "@/components/applications/application-toolbar";
import { NoApplications } from "@/components/applications/no-applications";
import { ButtonLink } from "@/components/ui/button";
import { PageHeader } from "@/components/ui/page-header";
import { Pagination } from "@/components/ui/pagination";
import { can } from "@/lib/access/authorize";
import { listApplications } from "@/lib/applications/list";
import { isId } from "@/lib/ids";
import { listMembers } from "@/lib/members/list";
import { usageSparklines } from "@/lib/usage/sparklines";

export const metadata: Metadata = { title: "Apps" };

const sorts = ["name", "status", "createdAt", "lastUsedAt"] as const;
const tokens = sorts.flatMap((name) => [name, `-${name}`] as const);

const Query = z.object({
  q: textParam,
  status: choiceParam(["active", "inactive"]),
  owner: textParam.transform((id) => (id === "me" || isId("mem", id) ? id : undefined)),
  sort: z.enum(tokens).catch("-createdAt"),
  view: z.enum(["cards", "table"]).catch("cards"),
  page: pageParam,
});

export default async function ApplicationsPage({ params, searchParams }: PageInput) {
  const { org } = await params;
  const actor = await pageActor(org);
  const { q, status, owner, sort, view, page } = Query.parse(await searchParams);
  const limit = view === "cards" ? 24 : 50;
  const [found, members] = await Promise.all([
    listApplications(actor, { search: q, status, owner, ...listOrder(sort), page, limit }),
    listMembers(actor, { limit: 100 }),
  ]);
  const applications = found.data.map((application) => managed(actor, application));
  const traffic = await usageSparklines(actor, {
    applications: view === "cards" ? applications.map(({ id }) => id) : [],
  });
  const filtered = Boolean(q || status || owner);
  const mayCreate = can(actor, "application.create");
  const owners = members.data
    .filter(({ id }) => id !== actor.id)
    .map(({ id, name, email }) => ({ value: id, label: name, hint: email }));
  const shared = { slug: org, applications, traffic, actions: boundActions(org) };

  return (
    <>
      <PageHeader
        title="Apps"
        description="Trusted applications: what may call your APIs, and with which keys."
        actions={
          mayCreate && (
            <ButtonLink variant="primary" icon={<Plus />} href={`/${org}/applications/new`}>
              New App
            </ButtonLink>
          )
        }
      />
      {found.total > 0 || filtered ? (
        <ApplicationToolbar
          view={view}
          sort={sort}
          owners={[{ value: "me", label: "Owned by me" }, ...owners]}
        />
      ) : null}
      {found.data.length === 0 ? (
        <NoApplications slug={org} filtered={filtered || page > 1} mayCreate={mayCreate} />
      ) : (
        <ApplicationList {...shared} view={view} sort={sort} />
      )}
      {found.data.length > 0 && <Pagination page={page} pageSize={limit} total={found.total} />}
    </>
  );
}
