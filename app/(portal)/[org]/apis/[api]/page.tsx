import { z } from "zod";
import { removalImpactAction } from "@/app/(portal)/[org]/apis/actions";
import { choiceParam, type PageInput, pageParam, textParam } from "@/app/query";
import { EndpointTable } from "@/components/catalog/endpoint-table";
import { Pagination } from "@/components/ui/pagination";
import { can } from "@/lib/access/authorize";
import { listEndpoints } from "@/lib/catalog/list-endpoints";
import { createEndpointAction, deleteEndpointAction, editEndpointAction } from "./actions";
import { pageApi } from "./page-api";

const Query = z.object({
  page: pageParam,
  q: textParam,
  permission: textParam,
  deprecated: choiceParam(["true", "false"]),
});
const size = 50;

export default async function EndpointsPage({ params, searchParams }: PageInput<{ api: string }>) {
  const { org, api: slug } = await params;
  const { actor, api } = await pageApi(org, slug);
  const { page, q, ...filters } = Query.parse(await searchParams);
  const found = await listEndpoints(actor, api.id, { page, limit: size, search: q, ...filters });
  return (
    <>
      <EndpointTable
        endpoints={found.data}
        none={api.endpoints === 0}
        permissions={api.permissionList}
        importHref={`/${org}/apis/${api.slug}/import`}
        actions={
          can(actor, "catalog.edit")
            ? {
                create: createEndpointAction.bind(null, org, api.id),
                edit: editEndpointAction.bind(null, org, api.id),
                impact: removalImpactAction.bind(null, org, api.id),
                remove: deleteEndpointAction.bind(null, org, api.id),
              }
            : undefined
        }
      />
      <Pagination page={page} pageSize={size} total={found.total} />
    </>
  );
}
