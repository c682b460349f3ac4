import type { Metadata } from "next";
import { pageActor } from "@/app/actor";
import type { PageInput } from "@/app/query";
import { CeilingsCard } from "@/components/policies/ceilings-card";
import { PageHeader } from "@/components/ui/page-header";
import { can } from "@/lib/access/authorize";
import { getPolicies } from "@/lib/policies/get";
import { previewPoliciesAction, setPoliciesAction } from "./actions";

export const metadata: Metadata = { title: "Policies" };

export default async function PoliciesPage({ params }: Pick<PageInput, "params">) {
  const { org } = await params;
  const actor = await pageActor(org);
  const { ceilings, revision } = await getPolicies(actor);
  return (
    <>
      <PageHeader
        title="Policies"
        description={
          can(actor, "policy.edit")
            ? "What the organization demands of its keys. A change is shown with what it closes before it holds."
            : "What the organization demands of its keys. Owners and admins change it."
        }
      />
      <CeilingsCard
        ceilings={ceilings}
        actions={
          can(actor, "policy.edit")
            ? {
                preview: previewPoliciesAction.bind(null, org),
                save: setPoliciesAction.bind(null, org, revision),
              }
            : undefined
        }
      />
    </>
  );
}
