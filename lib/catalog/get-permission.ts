import { transact } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import { authorize } from "@/lib/access/authorize";
import { findApi, findPermission } from "./find";
import { type PermissionSummary, summarizePermission } from "./summary";

/** One permission of an API. Throws 404, 403. */
export async function getPermission(
  actor: Actor,
  apiId: unknown,
  permissionId: unknown,
): Promise<PermissionSummary> {
  authorize(actor, "catalog.read");
  return transact(actor, async (tx) => {
    const api = await findApi(tx, actor, apiId);
    return summarizePermission(await findPermission(tx, actor, api.id, permissionId));
  });
}
