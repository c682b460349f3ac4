import type { Metadata } from "next";
import { pageActor } from "@/app/actor";
import type { PageInput } from "@/app/query";
import { PoliciesForm } from "@/components/policies/policies-form";
import { can, canEverywhere } from "@/lib/access/authorize";
import { getPolicies } from "@/lib/policies/get";
import { previewPoliciesAction, setPoliciesAction } from "./actions";

export const metadata: Metadata = { title: "Policies" };

export default async function PoliciesPage({ params }: Pick<PageInput, "params">) {
  const { org } = await params;
  const actor = await pageActor(org);
  const policies = await getPolicies(actor);
  const mayEdit = canEverywhere(actor, "application.edit");
  return (
    <PoliciesForm
      present={policies}
      overrides={policies.overrides.map(({ application: { id, name } }) => ({
        name,
        href: `/${org}/applications/${id}${mayEdit ? "/settings" : ""}`,
      }))}
      now={Date.now()}
      mayExcept={can(actor, "policy.except")}
      actions={
        can(actor, "policy.edit")
          ? {
              preview: previewPoliciesAction.bind(null, org),
              save: setPoliciesAction.bind(null, org, policies.revision),
            }
          : undefined
      }
    />
  );
}
