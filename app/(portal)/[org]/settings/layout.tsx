import type { ReactNode } from "react";
import { pageActor } from "@/app/actor";
import type { PageInput } from "@/app/query";
import { PageHeader } from "@/components/ui/page-header";
import { TabLinks } from "@/components/ui/tab-links";
import { can } from "@/lib/access/authorize";

export default async function SettingsLayout({
  params,
  children,
}: Pick<PageInput, "params"> & { children: ReactNode }) {
  const { org } = await params;
  const actor = await pageActor(org);
  const base = `/${org}/settings`;
  return (
    <>
      <PageHeader title="Settings" />
      <TabLinks
        label="Settings"
        tabs={[
          { href: base, label: "Organization", exact: true },
          { href: `${base}/history`, label: "Usage & history" },
          ...(can(actor, "token.read")
            ? [{ href: `${base}/tokens`, label: "Service tokens" }]
            : []),
          ...(can(actor, "gate.read") ? [{ href: `${base}/gates`, label: "Gates" }] : []),
          ...(can(actor, "signing-key.read")
            ? [{ href: `${base}/signing-keys`, label: "Signing keys" }]
            : []),
          { href: `${base}/profile`, label: "Profile" },
        ]}
      />
      {children}
    </>
  );
}
