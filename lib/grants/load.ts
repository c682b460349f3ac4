import { and, asc, eq, sql } from "drizzle-orm";
import { apis, endpoints, grants, permissions } from "@/db/schema";
import type { Transaction } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import type { ApplicationRow } from "@/lib/applications/find";
import { actorNames } from "@/lib/members/names";
import type { GrantSummary } from "./summary";

/** Everything that the application is granted, by API and name. */
export async function loadGrants(
  tx: Transaction,
  actor: Actor,
  application: Pick<ApplicationRow, "id">,
): Promise<GrantSummary[]> {
  const org = actor.organizationId;
  const wanted = sql`coalesce(${grants.permissionId}, ${endpoints.permissionId})`;
  const rows = await tx
    .select({
      id: grants.id,
      createdAt: grants.createdAt,
      createdBy: grants.createdBy,
      permissionId: grants.permissionId,
      api: { id: apis.id, slug: apis.slug, name: apis.name },
      permission: {
        id: permissions.id,
        name: permissions.name,
        sensitive: permissions.sensitive,
      },
      endpoint: { id: endpoints.id, method: endpoints.method, path: endpoints.path },
    })
    .from(grants)
    .innerJoin(
      apis,
      and(eq(apis.orgId, org), eq(apis.orgId, grants.orgId), eq(apis.id, grants.apiId)),
    )
    .leftJoin(
      endpoints,
      and(
        eq(endpoints.orgId, org),
        eq(endpoints.orgId, grants.orgId),
        eq(endpoints.id, grants.endpointId),
      ),
    )
    .leftJoin(
      permissions,
      and(
        eq(permissions.orgId, org),
        eq(permissions.orgId, grants.orgId),
        eq(permissions.id, wanted),
      ),
    )
    .where(and(eq(grants.orgId, org), eq(grants.applicationId, application.id)))
    .orderBy(
      asc(apis.slug),
      asc(permissions.name),
      sql`${endpoints.path} nulls first`,
      asc(endpoints.method),
    );
  const names = await actorNames(
    tx,
    actor,
    rows.map((row) => row.createdBy),
  );
  return rows.map(({ permissionId, permission, endpoint, ...row }) => ({
    id: row.id,
    api: row.api,
    permission: permissionId && permission,
    endpoint: endpoint && { ...endpoint, permission: permission?.name ?? null },
    createdAt: row.createdAt.toISOString(),
    createdBy: row.createdBy,
    createdByName: names.get(row.createdBy) ?? "",
  }));
}
