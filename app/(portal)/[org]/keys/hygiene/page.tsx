import type { Metadata } from "next";
import { keyActions } from "@/app/(portal)/[org]/keys/bound-actions";
import { keyRows } from "@/app/(portal)/[org]/keys/rows";
import { pageActor } from "@/app/actor";
import { orNotFound } from "@/app/or-not-found";
import type { PageInput } from "@/app/query";
import { FindingChips } from "@/components/hygiene/finding-chips";
import { FindingTable } from "@/components/hygiene/finding-table";
import { HygieneFilters } from "@/components/hygiene/hygiene-filters";
import { HygieneSummary } from "@/components/hygiene/hygiene-summary";
import { InOrder } from "@/components/hygiene/in-order";
import { RemoveUnused } from "@/components/hygiene/remove-unused";
import { KeyTabs } from "@/components/keys/key-tabs";
import { Breadcrumbs } from "@/components/ui/breadcrumbs";
import { PageHeader } from "@/components/ui/page-header";
import { Pagination } from "@/components/ui/pagination";
import { listApplications } from "@/lib/applications/list";
import { env } from "@/lib/env";
import { listFindings } from "@/lib/hygiene/list";
import { hygieneOverTime } from "@/lib/hygiene/over-time";
import type { KeyListItem } from "@/lib/keys/summary";
import { listMembers } from "@/lib/members/list";
import { removeUnusedAction } from "./actions";
import { hygieneQuery, size } from "./query";

export const metadata: Metadata = { title: "Hygiene" };

export default async function HygienePage({ params, searchParams }: PageInput) {
  const { org } = await params;
  const actor = await pageActor(org);
  const { query, scope, finding, sort, page, narrowed } = hygieneQuery(await searchParams);
  const [found, idle, days, applications, own, members] = await Promise.all([
    orNotFound(listFindings(actor, query)),
    orNotFound(listFindings(actor, { ...scope, finding: "idle", limit: 100 })),
    hygieneOverTime(actor),
    listApplications(actor, { sort: "name", limit: 100 }),
    listApplications(actor, { owner: "me", limit: 100 }),
    listMembers(actor, { limit: 100 }),
  ]);
  const owned = new Set(own.data.map(({ id }) => id));
  const rowsOf = (keys: KeyListItem[]) =>
    keyRows(org, actor, keys, ({ applicationId }) => owned.has(applicationId));
  const shown = rowsOf(found.data.map(({ key }) => key));
  const rows = found.data.flatMap((one, at) => {
    const key = shown[at];
    return key ? [{ ...one, key }] : [];
  });
  const safe = idle.data.filter(({ safeToRemove }) => safeToRemove).map(({ key }) => key);
  const unused = rowsOf(safe).filter(({ may }) => may.revoke);

  return (
    <>
      <Breadcrumbs items={[{ label: "Hygiene" }]} />
      <PageHeader
        title="Hygiene"
        description="What is better put in order before it matters: in keys that work, or could work again."
      />
      <KeyTabs org={org} />
      <HygieneSummary counts={found.counts} days={days} narrowed={narrowed} />
      <HygieneFilters
        applications={applications.data.map(({ id, name }) => ({ value: id, label: name }))}
        owners={[
          { value: "me", label: "Owned by me" },
          ...members.data
            .filter(({ id }) => id !== actor.id)
            .map(({ id, name, email }) => ({ value: id, label: name, hint: email })),
        ]}
      />
      {found.counts.keys > found.counts.clean && (
        <FindingChips counts={found.counts} chosen={finding} />
      )}
      <RemoveUnused keys={unused} remove={removeUnusedAction.bind(null, org)} />
      <FindingTable
        slug={org}
        gateUrl={env().GATE_PUBLIC_URL}
        rows={rows}
        sort={sort}
        actions={keyActions(org)}
        empty={
          <InOrder
            page={`/${org}/keys/hygiene`}
            keys={found.counts.keys}
            all={finding === undefined}
          />
        }
      />
      {rows.length > 0 && <Pagination page={page} pageSize={size} total={found.total} />}
    </>
  );
}
