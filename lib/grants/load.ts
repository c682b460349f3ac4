import { and, asc, eq, sql } from "drizzle-orm";
import { apis, endpoints, environments, grants, permissions } from "@/db/schema";
import type { Transaction } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import type { ApplicationRow } from "@/lib/applications/find";
import { actorNames } from "@/lib/members/names";
import { isBelow } from "@/lib/policies/ceiling";
import { readCeilings } from "@/lib/policies/read-ceilings";
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
      grant: grants,
      api: { id: apis.id, slug: apis.slug, name: apis.name },
      permission: {
        id: permissions.id,
        name: permissions.name,
        sensitive: permissions.sensitive,
      },
      endpoint: {
        id: endpoints.id,
        method: endpoints.method,
        path: endpoints.path,
        deprecated: endpoints.deprecated,
      },
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
    rows.flatMap(({ grant: { createdBy, approvedBy } }) => [createdBy, approvedBy ?? createdBy]),
  );
  const { developer } = await readCeilings(tx, org);
  return rows.map(({ grant, api, permission, endpoint }) => {
    const sensitive = permission?.sensitive ?? false;
    const { approvedFor, approvedBy, createdBy } = grant;
    const ceiled = { sensitive, approvedFor };
    return {
      id: grant.id,
      api,
      permission: grant.permissionId && permission,
      endpoint: endpoint && { ...endpoint, permission: permission?.name ?? null },
      sensitive,
      reason: grant.reason,
      createdAt: grant.createdAt.toISOString(),
      createdBy,
      createdByName: names.get(createdBy) ?? "",
      approvedFor: environments.filter((one) => approvedFor.includes(one)),
      approvedBy,
      approvedByName: approvedBy && (names.get(approvedBy) ?? ""),
      closedToDevelopers: environments.filter(
        (one) => !isBelow(developer[one], "developer", one, ceiled),
      ),
    };
  });
}
