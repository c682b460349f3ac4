import type { Metadata } from "next";
import type { ReactNode } from "react";
import { boundActions } from "@/app/(portal)/[org]/applications/bound-actions";
import { managed } from "@/app/(portal)/[org]/applications/managed";
import { FiringLink } from "@/components/alerts/firing-link";
import { ApplicationMenu } from "@/components/applications/application-menu";
import { Breadcrumbs } from "@/components/ui/breadcrumbs";
import { CopyText } from "@/components/ui/copy-text";
import { PageHeader } from "@/components/ui/page-header";
import { DateTime } from "@/components/ui/relative-time";
import { StatusBadge } from "@/components/ui/status-badge";
import { TabLinks } from "@/components/ui/tab-links";
import { timeParams } from "@/components/usage/usage-params";
import { canOn } from "@/lib/access/authorize";
import { firingAlerts } from "@/lib/alerts/firing";
import { pageApplication } from "./application";

type Props = { params: Promise<{ org: string; id: string }>; children: ReactNode };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { org, id } = await params;
  const { name } = (await pageApplication(org, id)).application;
  return { title: { template: `%s · ${name} · Portcullis`, default: name } };
}

export default async function ApplicationLayout({ params, children }: Props) {
  const { org, id } = await params;
  const { actor, application } = await pageApplication(org, id);
  const { name, status, baseUrl, ownerName, maintainerIds, createdAt, keys } = application;
  const href = `/${org}/applications/${id}`;
  const mayWatch = canOn(actor, "alert.read", application);
  const firing = mayWatch ? (await firingAlerts(actor, application.id)).length : 0;
  const tabs = [
    { href, label: "Overview", exact: true },
    { href: `${href}/keys`, label: "Access keys", count: keys.total },
    { href: `${href}/apis`, label: "Connected APIs" },
    { href: `${href}/usage`, label: "Usage", keeps: timeParams },
    ...(canOn(actor, "history.read", application)
      ? [{ href: `${href}/history`, label: "Access history", keeps: timeParams }]
      : []),
    ...(mayWatch ? [{ href: `${href}/alerts`, label: "Alerts" }] : []),
    ...(canOn(actor, "audit.read", application) ? [{ href: `${href}/audit`, label: "Audit" }] : []),
    ...(canOn(actor, "application.edit", application)
      ? [{ href: `${href}/settings`, label: "Settings" }]
      : []),
  ];
  return (
    <>
      <Breadcrumbs items={[{ label: name, href }]} />
      <PageHeader
        title={name}
        badge={
          <>
            <StatusBadge status={status} />
            <FiringLink count={firing} href={`${href}/alerts`} />
          </>
        }
        description={application.description}
        actions={
          <ApplicationMenu
            onPage
            slug={org}
            application={managed(actor, application)}
            actions={boundActions(org)}
          />
        }
        meta={
          <>
            <CopyText value={application.id} what="App ID" />
            <span className="min-w-0 break-all font-mono text-[0.92em]">{baseUrl}</span>
            <span>Owned by {ownerName}</span>
            {maintainerIds.length > 0 && (
              <span>
                {maintainerIds.length === 1
                  ? "1 maintainer"
                  : `${maintainerIds.length} maintainers`}
              </span>
            )}
            <span>
              Created <DateTime value={createdAt} dateOnly />
            </span>
          </>
        }
      />
      <TabLinks label={name} tabs={tabs} />
      {children}
    </>
  );
}
