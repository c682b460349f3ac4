import { transact } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import { authorize } from "@/lib/access/authorize";
import { findApi, findEndpoint, findPermission } from "./find";
import { type EndpointSummary, summarizeEndpoint } from "./summary";

/** One endpoint of an API. Throws 404, 403. */
export async function getEndpoint(
  actor: Actor,
  apiId: unknown,
  endpointId: unknown,
): Promise<EndpointSummary> {
  authorize(actor, "catalog.read");
  return transact(actor, async (tx) => {
    const api = await findApi(tx, actor, apiId);
    const row = await findEndpoint(tx, actor, api.id, endpointId);
    const { permissionId } = row;
    const required = permissionId && (await findPermission(tx, actor, api.id, permissionId));
    return summarizeEndpoint(row, required);
  });
}
