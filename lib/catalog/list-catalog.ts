import { eq } from "drizzle-orm";
import { apis, endpoints, permissions } from "@/db/schema";
import { transact } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import { authorize } from "@/lib/access/authorize";
import { summarizeApis } from "./summarize";
import { type CatalogApi, summarizeEndpoint, summarizePermission } from "./summary";

/** Every API of the organization with all its endpoints and permissions, to choose from. */
export async function listCatalog(actor: Actor): Promise<CatalogApi[]> {
  authorize(actor, "catalog.read");
  return transact(actor, async (tx) => {
    const org = actor.organizationId;
    const apiRows = await tx.select().from(apis).where(eq(apis.orgId, org)).orderBy(apis.name);
    const permissionRows = await tx
      .select()
      .from(permissions)
      .where(eq(permissions.orgId, org))
      .orderBy(permissions.name);
    const endpointRows = await tx
      .select()
      .from(endpoints)
      .where(eq(endpoints.orgId, org))
      .orderBy(endpoints.path, endpoints.method);
    const byId = new Map(permissionRows.map((row) => [row.id, row]));
    return (await summarizeApis(tx, actor, apiRows)).map((api) => ({
      ...api,
      endpointList: endpointRows
        .filter((row) => row.apiId === api.id)
        .map((row) => summarizeEndpoint(row, row.permissionId && byId.get(row.permissionId))),
      permissionList: permissionRows.filter((row) => row.apiId === api.id).map(summarizePermission),
    }));
  });
}
