import { and, asc, eq, inArray, sql } from "drizzle-orm";
import { accessRequestItems, apis, endpoints, permissions } from "@/db/schema";
import type { Transaction } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import type { AccessRequestId } from "@/lib/ids";
import type { RequestItem } from "./summary";

/** What these requests ask for, as far as the catalogue still has it, by API and name. */
export async function loadItems(
  tx: Transaction,
  actor: Actor,
  requestIds: readonly AccessRequestId[],
): Promise<Map<AccessRequestId, RequestItem[]>> {
  const items = new Map<AccessRequestId, RequestItem[]>(requestIds.map((id) => [id, []]));
  if (requestIds.length === 0) return items;
  const org = actor.organizationId;
  const wanted = sql`coalesce(${accessRequestItems.permissionId}, ${endpoints.permissionId})`;
  const rows = await tx
    .select({
      requestId: accessRequestItems.requestId,
      id: accessRequestItems.id,
      permissionId: accessRequestItems.permissionId,
      api: { id: apis.id, slug: apis.slug, name: apis.name },
      permission: {
        id: permissions.id,
        name: permissions.name,
        description: permissions.description,
        sensitive: permissions.sensitive,
      },
      endpoint: {
        id: endpoints.id,
        method: endpoints.method,
        path: endpoints.path,
        summary: endpoints.summary,
      },
    })
    .from(accessRequestItems)
    .innerJoin(
      apis,
      and(
        eq(apis.orgId, org),
        eq(apis.orgId, accessRequestItems.orgId),
        eq(apis.id, accessRequestItems.apiId),
      ),
    )
    .leftJoin(
      endpoints,
      and(
        eq(endpoints.orgId, org),
        eq(endpoints.orgId, accessRequestItems.orgId),
        eq(endpoints.id, accessRequestItems.endpointId),
      ),
    )
    .leftJoin(
      permissions,
      and(
        eq(permissions.orgId, org),
        eq(permissions.orgId, accessRequestItems.orgId),
        eq(permissions.id, wanted),
      ),
    )
    .where(
      and(
        eq(accessRequestItems.orgId, org),
        inArray(accessRequestItems.requestId, [...requestIds]),
      ),
    )
    .orderBy(
      asc(apis.slug),
      asc(permissions.name),
      sql`${endpoints.path} nulls first`,
      asc(endpoints.method),
    );
  for (const { requestId, id, permissionId, api, permission, endpoint } of rows) {
    const { sensitive, ...required } = permission ?? { sensitive: false, name: null };
    items.get(requestId)?.push({
      id,
      api,
      permission: permissionId && "id" in required ? required : null,
      endpoint: endpoint && { ...endpoint, permission: required.name },
      sensitive,
    });
  }
  return items;
}
