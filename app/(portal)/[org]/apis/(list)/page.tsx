import { Blocks, Plus } from "lucide-react";
import type { Metadata } from "next";
import { z } from "zod";
import { createApiAction } from "@/app/(portal)/[org]/apis/actions";
import { apiOwners } from "@/app/(portal)/[org]/apis/api-owners";
import { pageActor } from "@/app/actor";
import { type PageInput, pageParam, textParam } from "@/app/query";
import { ApiDialog } from "@/components/catalog/api-dialog";
import { ApiTable } from "@/components/catalog/api-table";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import { Pagination } from "@/components/ui/pagination";
import { SearchInput } from "@/components/ui/search-input";
import { can } from "@/lib/access/authorize";
import { listApis } from "@/lib/catalog/list-apis";

export const metadata: Metadata = { title: "APIs" };

const Query = z.object({ page: pageParam, q: textParam });
const size = 50;

export default async function ApisPage({ params, searchParams }: PageInput) {
  const { org } = await params;
  const actor = await pageActor(org);
  const { page, q } = Query.parse(await searchParams);
  const apis = await listApis(actor, { page, limit: size, search: q });
  const mayEdit = can(actor, "catalog.edit");
  const add = mayEdit && (
    <ApiDialog
      org={org}
      owners={await apiOwners(actor)}
      action={createApiAction.bind(null, org)}
      trigger={
        <Button variant="primary" icon={<Plus />}>
          Add API
        </Button>
      }
    />
  );
  const none = apis.total === 0 && !q;
  return (
    <>
      <PageHeader
        title="APIs"
        description="The services that your gateways protect, with their endpoints and permissions."
        actions={!none && add}
      />
      {!none && (
        <div className="flex">
          <SearchInput label="Search APIs" placeholder="Name or slug" />
        </div>
      )}
      <ApiTable
        org={org}
        apis={apis.data}
        empty={
          none ? (
            <EmptyState icon={<Blocks aria-hidden />} title="No APIs yet" action={add}>
              {mayEdit
                ? "Add a service, then its permissions and endpoints. After that, applications can be granted exactly what they need, and the gate tells your service whether a key may call it."
                : "An owner or admin of the organization adds the services whose endpoints applications may call."}
            </EmptyState>
          ) : (
            <EmptyState title="No API matches">Try another name or slug.</EmptyState>
          )
        }
      />
      <Pagination page={page} pageSize={size} total={apis.total} />
    </>
  );
}
