import { and, eq } from "drizzle-orm";
import { endpoints } from "@/db/schema";
import { transact } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import { authorize } from "@/lib/access/authorize";
import { findApi, permissionsOf } from "./find";
import { applicationsGranted } from "./granted";
import { summarizeApi } from "./summarize";
import { type ApiDetails, summarizeEndpoint, summarizePermission } from "./summary";

/** One API, by id or slug, with what it has and the applications that use it. Throws 404, 403. */
export async function getApi(actor: Actor, idOrSlug: unknown): Promise<ApiDetails> {
  authorize(actor, "catalog.read");
  return transact(actor, async (tx) => {
    const api = await findApi(tx, actor, idOrSlug);
    const permissionRows = await permissionsOf(tx, actor, api.id);
    const endpointRows = await tx
      .select()
      .from(endpoints)
      .where(and(eq(endpoints.orgId, actor.organizationId), eq(endpoints.apiId, api.id)))
      .orderBy(endpoints.path, endpoints.method);
    const applicationList = await applicationsGranted(tx, actor, { apiId: api.id });
    const byId = new Map(permissionRows.map((row) => [row.id, row]));
    return {
      ...(await summarizeApi(tx, actor, api)),
      endpointList: endpointRows.map((row) =>
        summarizeEndpoint(row, row.permissionId && byId.get(row.permissionId)),
      ),
      permissionList: permissionRows.map(summarizePermission),
      applicationList,
    };
  });
}
