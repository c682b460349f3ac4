import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { keyOwners } from "@/app/(portal)/[org]/keys/setting";
import { pageActor } from "@/app/actor";
import type { PageInput } from "@/app/query";
import { ConnectWizard } from "@/components/applications/connect-wizard";
import { allEnvironments } from "@/components/approvals/environment-words";
import { Breadcrumbs } from "@/components/ui/breadcrumbs";
import { PageHeader } from "@/components/ui/page-header";
import { can, canEverywhere } from "@/lib/access/authorize";
import { listCatalog } from "@/lib/catalog/list-catalog";
import { env } from "@/lib/env";
import { listMembers } from "@/lib/members/list";
import { getPolicies } from "@/lib/policies/get";
import { connectAction } from "./actions";

export const metadata: Metadata = { title: "New App" };

export default async function NewApplicationPage({ params }: PageInput) {
  const { org } = await params;
  const actor = await pageActor(org);
  if (!can(actor, "application.create")) notFound();
  const [catalog, owners, { rules }, keyOwnerOptions] = await Promise.all([
    listCatalog(actor),
    can(actor, "application.transfer") ? listMembers(actor, { limit: 100 }) : { data: [] },
    getPolicies(actor),
    keyOwners(actor),
  ]);
  const closed = canEverywhere(actor, "key.create")
    ? []
    : allEnvironments.filter((environment) => rules.approvalRequired[environment]);
  return (
    <>
      <Breadcrumbs items={[{ label: "New App" }]} />
      <PageHeader title="New App" description="Register an application and get its first key." />
      <ConnectWizard
        slug={org}
        catalog={catalog}
        owners={owners.data.map(({ id, name, email }) => ({ id, name, email }))}
        me={actor.id}
        maySensitive={can(actor, "grant.sensitive")}
        mayEditCatalog={can(actor, "catalog.edit")}
        rules={rules}
        closed={closed}
        keyOwners={keyOwnerOptions}
        gateUrl={env().GATE_PUBLIC_URL}
        connect={connectAction.bind(null, org)}
      />
    </>
  );
}
