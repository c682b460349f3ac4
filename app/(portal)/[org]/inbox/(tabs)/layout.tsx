import type { ReactNode } from "react";
import { pageActor } from "@/app/actor";
import { Breadcrumbs } from "@/components/ui/breadcrumbs";
import { PageHeader } from "@/components/ui/page-header";
import { TabLinks } from "@/components/ui/tab-links";
import { can } from "@/lib/access/authorize";
import { listRequests } from "@/lib/approvals/list";
import { countUnread } from "@/lib/notifications/count-unread";

export default async function InboxLayout({
  params,
  children,
}: {
  params: Promise<{ org: string }>;
  children: ReactNode;
}) {
  const { org } = await params;
  const actor = await pageActor(org);
  const [pending, unread] = await Promise.all([
    listRequests(actor, { status: "pending", limit: 1 }),
    countUnread(actor),
  ]);
  return (
    <>
      <Breadcrumbs items={[{ label: "Inbox" }]} />
      <PageHeader
        title="Inbox"
        description={
          can(actor, "request.decide")
            ? "What developers ask for, and what you were told."
            : "What was asked for, and what you were told."
        }
      />
      <TabLinks
        label="Inbox"
        tabs={[
          { href: `/${org}/inbox`, label: "Requests", count: pending.total, exact: true },
          { href: `/${org}/inbox/notifications`, label: "Notifications", count: unread },
        ]}
      />
      {children}
    </>
  );
}
