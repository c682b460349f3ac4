import { and, count, eq } from "drizzle-orm";
import { endpoints } from "@/db/schema";
import { transact } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import { authorize } from "@/lib/access/authorize";
import { findApi, permissionsOf } from "./find";
import { applicationsGranted } from "./granted";
import { summarizeApi } from "./summarize";
import { type ApiOutline, summarizePermission } from "./summary";

/** One API, by id or slug, without its endpoints, of which there can be thousands. Throws 404, 403. */
export async function getApiOutline(actor: Actor, idOrSlug: unknown): Promise<ApiOutline> {
  authorize(actor, "catalog.read");
  return transact(actor, async (tx) => {
    const api = await findApi(tx, actor, idOrSlug);
    const counted = await tx
      .select({ permissionId: endpoints.permissionId, count: count() })
      .from(endpoints)
      .where(and(eq(endpoints.orgId, actor.organizationId), eq(endpoints.apiId, api.id)))
      .groupBy(endpoints.permissionId);
    const requiring = new Map(counted.map((row) => [row.permissionId, row.count]));
    return {
      ...(await summarizeApi(tx, actor, api)),
      permissionList: (await permissionsOf(tx, actor, api.id)).map((row) => ({
        ...summarizePermission(row),
        endpoints: requiring.get(row.id) ?? 0,
      })),
      applicationList: await applicationsGranted(tx, actor, { apiId: api.id }),
    };
  });
}
