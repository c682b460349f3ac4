import type { Metadata } from "next";
import { z } from "zod";
import { pageApplication } from "@/app/(portal)/[org]/applications/[id]/application";
import {
  approveGrantAction,
  catalogAction,
  removeGrantAction,
  replaceGrantsAction,
} from "@/app/(portal)/[org]/applications/actions";
import { requestAccessAction } from "@/app/(portal)/[org]/inbox/actions";
import type { PageInput } from "@/app/query";
import { NoCatalog } from "@/components/applications/no-catalog";
import { PendingRequests } from "@/components/approvals/pending-requests";
import { ConnectedApis } from "@/components/grants/connected-apis";
import { can, canOn } from "@/lib/access/authorize";
import { listRequests } from "@/lib/approvals/list";
import { listApis } from "@/lib/catalog/list-apis";
import { listGrants } from "@/lib/grants/list";
import { openedEndpoints } from "@/lib/grants/opened";

export const metadata: Metadata = { title: "Connected APIs" };

/** `orders orders:read` or `orders GET /orders/{orderId}`. */
const partParam = z
  .string()
  .trim()
  .regex(/^[a-z][a-z0-9-]* [^\p{Cc}\p{Cs}]{1,600}$/u)
  .optional()
  .catch(undefined);

const Query = z.object({ grant: partParam, request: partParam });

export default async function ConnectedApisPage({
  params,
  searchParams,
}: PageInput<{ id: string }>) {
  const { org, id } = await params;
  const { actor, application } = await pageApplication(org, id);
  const mayGrant = canOn(actor, "grant.edit", application);
  const [{ grants, revision }, opened, apis, requests] = await Promise.all([
    listGrants(actor, id),
    openedEndpoints(actor, id),
    listApis(actor, { limit: 1 }),
    listRequests(actor, { application: id, kind: "grants", status: "pending", limit: 100 }),
  ]);
  if (mayGrant && apis.total === 0)
    return <NoCatalog slug={org} mayEdit={can(actor, "catalog.edit")} />;
  const maySensitive = can(actor, "grant.sensitive");
  const mustAsk = !maySensitive && canOn(actor, "request.create", application);
  const { grant, request } = Query.parse(await searchParams);
  return (
    <>
      <PendingRequests slug={org} requests={requests.data} />
      <ConnectedApis
        key={`${grant} ${request}`}
        slug={org}
        application={{ id, name: application.name }}
        grants={grants}
        opened={opened}
        actions={
          mayGrant
            ? {
                load: catalogAction.bind(null, org),
                replace: replaceGrantsAction.bind(null, org, id, revision),
                remove: removeGrantAction.bind(null, org, id),
                approve: maySensitive ? approveGrantAction.bind(null, org, id) : undefined,
                request: mustAsk ? requestAccessAction.bind(null, org, id) : undefined,
              }
            : undefined
        }
        preselect={mayGrant ? grant : undefined}
        ask={mustAsk ? request : undefined}
      />
    </>
  );
}
