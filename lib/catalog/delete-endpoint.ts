import { and, eq } from "drizzle-orm";
import { endpoints } from "@/db/schema";
import type { Actor } from "@/lib/access/actor";
import { authorize } from "@/lib/access/authorize";
import { withdrawRequestsLeftEmpty } from "@/lib/approvals/withdraw";
import { recordAudit } from "@/lib/audit/record";
import { parse } from "@/lib/parse";
import { transactSettled } from "@/lib/verification/settle";
import { Removal } from "./fields";
import { findApi, findEndpoint, permissionsOf } from "./find";
import { isRequestOf } from "./granted";
import { lockHolders, removeGrantsOf } from "./remove-grants";
import { touchApi } from "./touch";

/**
 * Deletes an endpoint, with `removeGrants` also where applications are granted it: they lose it.
 * Throws 404, 409 (granted, and not `removeGrants`), 422, 403 (also where it requires a sensitive
 * permission and the actor may grant none such: it could come back without).
 */
export async function deleteEndpoint(
  actor: Actor,
  apiId: unknown,
  endpointId: unknown,
  input: unknown = {},
): Promise<void> {
  authorize(actor, "catalog.edit");
  const { removeGrants: wanted } = parse(Removal, input);
  return transactSettled(actor, async (tx) => {
    const seen = await findApi(tx, actor, apiId);
    const part = { endpointId: (await findEndpoint(tx, actor, seen.id, endpointId)).id };
    const holders = await lockHolders(tx, actor, part);
    const api = await findApi(tx, actor, seen.id, "update");
    const row = await findEndpoint(tx, actor, api.id, endpointId);
    const required = (await permissionsOf(tx, actor, api.id)).find(
      ({ id }) => id === row.permissionId,
    );
    if (required?.sensitive) authorize(actor, "grant.sensitive");
    const name = `${row.method} ${row.path}`;
    const reason = `${name} of ${api.name} was deleted`;
    await withdrawRequestsLeftEmpty(tx, actor, isRequestOf(part));
    const lost = await removeGrantsOf(tx, actor, part, holders, { wanted, reason });
    await tx
      .delete(endpoints)
      .where(and(eq(endpoints.orgId, actor.organizationId), eq(endpoints.id, row.id)));
    await touchApi(tx, actor, api);
    await recordAudit(tx, actor, {
      action: "endpoint.deleted",
      target: { kind: "endpoint", id: row.id, name },
      before: { api: api.slug, summary: row.summary, ...(lost.length > 0 && { grantedTo: lost }) },
    });
  });
}
