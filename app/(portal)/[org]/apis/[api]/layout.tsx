import { Pencil, Trash2 } from "lucide-react";
import type { Metadata } from "next";
import type { ReactNode } from "react";
import {
  deleteApiAction,
  editApiAction,
  removalImpactAction,
} from "@/app/(portal)/[org]/apis/actions";
import { apiOwners } from "@/app/(portal)/[org]/apis/api-owners";
import type { PageInput } from "@/app/query";
import { ApiDialog } from "@/components/catalog/api-dialog";
import { DeleteApi } from "@/components/catalog/delete-api";
import { Breadcrumbs } from "@/components/ui/breadcrumbs";
import { Button } from "@/components/ui/button";
import { CopyText } from "@/components/ui/copy-text";
import { PageHeader } from "@/components/ui/page-header";
import { DateTime } from "@/components/ui/relative-time";
import { TabLinks } from "@/components/ui/tab-links";
import { can } from "@/lib/access/authorize";
import { pageApi } from "./page-api";

type Params = Pick<PageInput<{ api: string }>, "params">;

export async function generateMetadata({ params }: Params): Promise<Metadata> {
  const { org, api: slug } = await params;
  return { title: (await pageApi(org, slug)).api.name };
}

export default async function ApiLayout({ params, children }: Params & { children: ReactNode }) {
  const { org, api: slug } = await params;
  const { actor, api } = await pageApi(org, slug);
  const { permissionList, applicationList, ...summary } = api;
  const mayEdit = can(actor, "catalog.edit");
  const base = `/${org}/apis/${api.slug}`;
  return (
    <>
      <Breadcrumbs items={[{ label: api.name }]} />
      <PageHeader
        title={api.name}
        description={api.description}
        meta={
          <>
            <CopyText value={api.slug} what="Slug" />
            <span className="break-all font-mono text-[0.92em]">{api.baseUrl}</span>
            {api.ownerName && <span>Owned by {api.ownerName}</span>}
            <span>
              Added <DateTime value={api.createdAt} dateOnly />
            </span>
          </>
        }
        actions={
          mayEdit && (
            <>
              <ApiDialog
                org={org}
                api={summary}
                owners={await apiOwners(actor)}
                action={editApiAction.bind(null, org, api.id, api.revision)}
                trigger={<Button icon={<Pencil />}>Edit</Button>}
              />
              <DeleteApi
                api={summary}
                after={`/${org}/apis`}
                impact={removalImpactAction.bind(null, org, api.id, undefined)}
                action={deleteApiAction.bind(null, org, api.id)}
                trigger={<Button icon={<Trash2 />}>Delete</Button>}
              />
            </>
          )
        }
      />
      <TabLinks
        label={`${api.name} sections`}
        tabs={[
          { href: base, label: "Endpoints", count: api.endpoints, exact: true },
          { href: `${base}/permissions`, label: "Permissions", count: permissionList.length },
          { href: `${base}/applications`, label: "Applications", count: applicationList.length },
          { href: `${base}/usage`, label: "Usage" },
          { href: `${base}/integrate`, label: "Integrate" },
        ]}
      />
      {children}
    </>
  );
}
