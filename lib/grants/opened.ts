import { and, eq } from "drizzle-orm";
import { endpoints, grants } from "@/db/schema";
import { transact } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import { authorize } from "@/lib/access/authorize";
import { findApplication } from "@/lib/applications/find";
import type { Method } from "@/lib/catalog/summary";
import type { EndpointId, PermissionId } from "@/lib/ids";

export type OpenedEndpoint = {
  id: EndpointId;
  permissionId: PermissionId;
  method: Method;
  path: string;
  deprecated: boolean;
};

/** The endpoints that the application's permissions open, by path. Throws 404, 403. */
export async function openedEndpoints(
  actor: Actor,
  applicationId: unknown,
): Promise<OpenedEndpoint[]> {
  authorize(actor, "grant.read");
  return transact(actor, async (tx) => {
    const { id } = await findApplication(tx, actor, applicationId);
    const rows = await tx
      .select({
        id: endpoints.id,
        permissionId: grants.permissionId,
        method: endpoints.method,
        path: endpoints.path,
        deprecated: endpoints.deprecated,
      })
      .from(grants)
      .innerJoin(
        endpoints,
        and(eq(endpoints.orgId, grants.orgId), eq(endpoints.permissionId, grants.permissionId)),
      )
      .where(
        and(
          eq(grants.orgId, actor.organizationId),
          eq(endpoints.orgId, actor.organizationId),
          eq(grants.applicationId, id),
        ),
      )
      .orderBy(endpoints.path, endpoints.method);
    return rows.flatMap(({ permissionId, ...row }) =>
      permissionId ? [{ ...row, permissionId }] : [],
    );
  });
}
