import type { PageInput } from "@/app/query";
import { EndpointTable } from "@/components/catalog/endpoint-table";
import { can } from "@/lib/access/authorize";
import { createEndpointAction, deleteEndpointAction, editEndpointAction } from "./actions";
import { pageApi } from "./page-api";

export default async function EndpointsPage({ params }: PageInput<{ api: string }>) {
  const { org, api: slug } = await params;
  const { actor, api } = await pageApi(org, slug);
  return (
    <EndpointTable
      endpoints={api.endpointList}
      permissions={api.permissionList}
      actions={
        can(actor, "catalog.edit")
          ? {
              create: createEndpointAction.bind(null, org, api.id),
              edit: editEndpointAction.bind(null, org, api.id),
              remove: deleteEndpointAction.bind(null, org, api.id),
            }
          : undefined
      }
    />
  );
}
