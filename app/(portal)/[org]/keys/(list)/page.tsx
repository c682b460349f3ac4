import { KeyRound } from "lucide-react";
import type { Metadata } from "next";
import { keyActions } from "@/app/(portal)/[org]/keys/bound-actions";
import { keyQuery, size } from "@/app/(portal)/[org]/keys/query";
import { keyRows } from "@/app/(portal)/[org]/keys/rows";
import { pageActor } from "@/app/actor";
import { orNotFound } from "@/app/or-not-found";
import type { PageInput } from "@/app/query";
import { KeyFilters } from "@/components/keys/key-filters";
import { KeyTable } from "@/components/keys/key-table";
import { KeyTabs } from "@/components/keys/key-tabs";
import { WhoseKeys } from "@/components/keys/whose-keys";
import { ButtonLink } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import { Pagination } from "@/components/ui/pagination";
import { can } from "@/lib/access/authorize";
import { listApplications } from "@/lib/applications/list";
import { env } from "@/lib/env";
import { listKeys } from "@/lib/keys/list";
import { listTags } from "@/lib/keys/list-tags";
import { listMembers } from "@/lib/members/list";

export const metadata: Metadata = { title: "Keys" };

export default async function KeysPage({ params, searchParams }: PageInput) {
  const { org } = await params;
  const actor = await pageActor(org);
  const { query, sort, page, filtered } = keyQuery(await searchParams);
  const [keys, applications, own, members, tags] = await Promise.all([
    orNotFound(listKeys(actor, query)),
    listApplications(actor, { sort: "name", limit: 100 }),
    listApplications(actor, { owner: "me", limit: 100 }),
    listMembers(actor, { limit: 100 }),
    listTags(actor),
  ]);
  const owned = new Set(own.data.map((application) => application.id));
  const rows = keyRows(org, actor, keys.data, (key) => owned.has(key.applicationId));

  return (
    <>
      <PageHeader
        title="Keys"
        description="Every key of the organization. The secret is shown only when a key is generated."
        actions={<WhoseKeys />}
      />
      <KeyTabs org={org} />
      {(keys.total > 0 || filtered) && (
        <KeyFilters
          applications={applications.data.map(({ id, name }) => ({ value: id, label: name }))}
          tags={tags}
          owners={[
            { value: "me", label: "Owned by me" },
            { value: "none", label: "Service-owned" },
            ...members.data
              .filter(({ id }) => id !== actor.id)
              .map(({ id, name, email }) => ({ value: id, label: name, hint: email })),
          ]}
        />
      )}
      <KeyTable
        slug={org}
        gateUrl={env().GATE_PUBLIC_URL}
        rows={rows}
        sort={sort}
        actions={keyActions(org)}
        empty={<NoKeys org={org} filtered={filtered} mayCreate={can(actor, "key.create")} />}
      />
      {rows.length > 0 && <Pagination page={page} pageSize={size} total={keys.total} />}
    </>
  );
}

function NoKeys({
  org,
  filtered,
  mayCreate,
}: {
  org: string;
  filtered: boolean;
  mayCreate: boolean;
}) {
  if (filtered)
    return (
      <EmptyState
        icon={<KeyRound aria-hidden />}
        title="No key matches"
        action={<ButtonLink href={`/${org}/keys`}>Show all keys</ButtonLink>}
      />
    );
  return (
    <EmptyState
      icon={<KeyRound aria-hidden />}
      title="No keys yet"
      action={
        mayCreate && (
          <ButtonLink variant="primary" href={`/${org}/applications/new`}>
            New App
          </ButtonLink>
        )
      }
    >
      A key belongs to an application and to one environment. Register an application and its first
      key comes with it.
    </EmptyState>
  );
}
