import type { Metadata } from "next";
import { pageActor } from "@/app/actor";
import type { PageInput } from "@/app/query";
import { Card } from "@/components/ui/card";
import { CopyText } from "@/components/ui/copy-text";
import { KeyValueList } from "@/components/ui/key-value-list";
import { DateTime } from "@/components/ui/relative-time";
import { getOrganization } from "@/lib/organizations/get";

export const metadata: Metadata = { title: "Organization" };

export default async function OrganizationPage({ params }: Pick<PageInput, "params">) {
  const organization = await getOrganization(await pageActor((await params).org));
  return (
    <Card title="Organization">
      <KeyValueList
        items={[
          { label: "Name", value: organization.name },
          {
            label: "Slug",
            value: <CopyText value={organization.slug} what="Slug" />,
            hint: "Stands in the address of every page.",
          },
          {
            label: "Key prefix",
            value: <code className="font-mono text-[0.92em]">{organization.keyPrefix}_</code>,
            hint: "Every key of the organization begins with it.",
          },
          {
            label: "Organization ID",
            value: <CopyText value={organization.id} what="Organization ID" />,
          },
          { label: "Created", value: <DateTime value={organization.createdAt} /> },
        ]}
      />
    </Card>
  );
}
