import type { ReactNode } from "react";
import { pageActor } from "@/app/actor";
import { PageHeader } from "@/components/ui/page-header";
import { TabLinks } from "@/components/ui/tab-links";
import { can } from "@/lib/access/authorize";
import { listBreaking } from "@/lib/policies/list-breaking";
import { listExceptions } from "@/lib/policies/list-exceptions";

export default async function PoliciesLayout({
  params,
  children,
}: {
  params: Promise<{ org: string }>;
  children: ReactNode;
}) {
  const { org } = await params;
  const actor = await pageActor(org);
  const [breaking, exceptions] = await Promise.all([
    listBreaking(actor, { limit: 1 }),
    listExceptions(actor, { limit: 1 }),
  ]);
  return (
    <>
      <PageHeader
        title="Policies"
        description={
          can(actor, "policy.edit")
            ? "What the organization demands of its keys. A change first shows the keys that it concerns."
            : "What the organization demands of its keys. Owners and admins change it."
        }
      />
      <TabLinks
        label="Policies"
        tabs={[
          { href: `/${org}/policies`, label: "Rules", exact: true },
          { href: `/${org}/policies/breaking`, label: "Breaking keys", count: breaking.total },
          { href: `/${org}/policies/exceptions`, label: "Exceptions", count: exceptions.total },
        ]}
      />
      {children}
    </>
  );
}
