import { and, eq, isNull } from "drizzle-orm";
import { applications, endpoints, grants } from "@/db/schema";
import type { Transaction } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import { permissionsOf } from "@/lib/catalog/find";
import type { EndpointRow, PermissionRow } from "@/lib/catalog/summary";
import type { ApiId } from "@/lib/ids";
import type { PresentGrant } from "./plan";

/** The catalogue of an API, in a lasting order, with the grants of it that are of use. */
export async function presentCatalog(
  tx: Transaction,
  actor: Actor,
  apiId: ApiId,
): Promise<{ endpoints: EndpointRow[]; permissions: PermissionRow[]; grants: PresentGrant[] }> {
  const endpointRows = await tx
    .select()
    .from(endpoints)
    .where(and(eq(endpoints.orgId, actor.organizationId), eq(endpoints.apiId, apiId)))
    .orderBy(endpoints.path, endpoints.method);
  const grantRows = await tx
    .select({
      id: grants.id,
      application: { id: applications.id, name: applications.name },
      permissionId: grants.permissionId,
      endpointId: grants.endpointId,
    })
    .from(grants)
    .innerJoin(
      applications,
      and(eq(applications.orgId, grants.orgId), eq(applications.id, grants.applicationId)),
    )
    .where(
      and(
        eq(grants.orgId, actor.organizationId),
        eq(applications.orgId, actor.organizationId),
        eq(grants.apiId, apiId),
        isNull(applications.deletedAt),
      ),
    )
    .orderBy(applications.name, grants.id);
  return {
    endpoints: endpointRows,
    permissions: await permissionsOf(tx, actor, apiId),
    grants: grantRows,
  };
}
