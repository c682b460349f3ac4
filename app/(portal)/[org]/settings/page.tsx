import type { Metadata } from "next";
import { pageActor } from "@/app/actor";
import type { PageInput } from "@/app/query";
import { DeleteOrganization } from "@/components/organization/delete-organization";
import { OrganizationForm } from "@/components/organization/organization-form";
import { Card } from "@/components/ui/card";
import { CopyText } from "@/components/ui/copy-text";
import { KeyValueList } from "@/components/ui/key-value-list";
import { DateTime } from "@/components/ui/relative-time";
import { can } from "@/lib/access/authorize";
import { env } from "@/lib/env";
import { getOrganization } from "@/lib/organizations/get";
import {
  deleteOrganizationAction,
  editOrganizationAction,
  organizationImpactAction,
} from "./actions";

export const metadata: Metadata = { title: "Organization" };

export default async function OrganizationPage({ params }: Pick<PageInput, "params">) {
  const { org } = await params;
  const actor = await pageActor(org);
  const organization = await getOrganization(actor);
  const { id, name, slug, keyPrefix, createdAt, revision } = organization;
  const mayEdit = can(actor, "organization.edit");
  const fixed = [
    { label: "Organization ID", value: <CopyText value={id} what="Organization ID" /> },
    { label: "Created", value: <DateTime value={createdAt} /> },
  ];
  return (
    <div className="flex max-w-3xl flex-col gap-6">
      {mayEdit ? (
        <>
          <OrganizationForm
            key={revision}
            organization={organization}
            host={new URL(env().PUBLIC_URL).host}
            edit={editOrganizationAction.bind(null, org)}
          />
          <Card>
            <KeyValueList columns={2} items={fixed} />
          </Card>
        </>
      ) : (
        <Card title="Organization">
          <KeyValueList
            items={[
              { label: "Name", value: name },
              {
                label: "Slug",
                value: <CopyText value={slug} what="Slug" />,
                hint: "Stands in the address of every page.",
              },
              {
                label: "Key prefix",
                value: <code className="font-mono text-[0.92em]">{keyPrefix}_</code>,
                hint: "New keys of the organization begin with it.",
              },
              ...fixed,
            ]}
          />
        </Card>
      )}
      {can(actor, "organization.delete") && (
        <DeleteOrganization
          name={name}
          impact={organizationImpactAction.bind(null, org)}
          remove={deleteOrganizationAction.bind(null, org)}
        />
      )}
    </div>
  );
}
