import { and, eq, sql } from "drizzle-orm";
import { endpoints, permissions } from "@/db/schema";
import type { Transaction } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import { authorize } from "@/lib/access/authorize";
import { withdrawRequestsLeftEmpty } from "@/lib/approvals/withdraw";
import { recordAudit } from "@/lib/audit/record";
import { conflict } from "@/lib/errors";
import { parse } from "@/lib/parse";
import { transactSettled } from "@/lib/verification/settle";
import { Removal } from "./fields";
import { findApi, findPermission } from "./find";
import { isRequestOf, namesInWords } from "./granted";
import { lockHolders, removeGrantsOf } from "./remove-grants";
import type { PermissionRow } from "./summary";
import { touchApi } from "./touch";

/**
 * Deletes a permission. With `removeGrants` also where applications are granted it, which lose it,
 * and where endpoints require it, which then require none; not so a sensitive one, lest who was
 * granted such an endpoint may more than before. Throws 404, 409 (granted or required), 422, 403.
 */
export async function deletePermission(
  actor: Actor,
  apiId: unknown,
  permissionId: unknown,
  input: unknown = {},
): Promise<void> {
  authorize(actor, "catalog.edit");
  const { removeGrants: wanted } = parse(Removal, input);
  return transactSettled(actor, async (tx) => {
    const seen = await findApi(tx, actor, apiId);
    const part = { permissionId: (await findPermission(tx, actor, seen.id, permissionId)).id };
    const holders = await lockHolders(tx, actor, part);
    const api = await findApi(tx, actor, seen.id, "update");
    const row = await findPermission(tx, actor, api.id, permissionId);
    const reason = `${row.name} of ${api.name} was deleted`;
    await withdrawRequestsLeftEmpty(tx, actor, isRequestOf(part));
    const lost = await removeGrantsOf(tx, actor, part, holders, { wanted, reason });
    const freed = await freeEndpoints(tx, actor, row, wanted);
    await tx
      .delete(permissions)
      .where(and(eq(permissions.orgId, actor.organizationId), eq(permissions.id, row.id)));
    await touchApi(tx, actor, api);
    await recordAudit(tx, actor, {
      action: "permission.deleted",
      target: { kind: "permission", id: row.id, name: row.name },
      before: {
        api: api.slug,
        description: row.description,
        sensitive: row.sensitive,
        ...(lost.length > 0 && { grantedTo: lost }),
        ...(freed.length > 0 && { requiredBy: freed }),
      },
    });
  });
}

/** The endpoints that required it require none. Returns their names. */
async function freeEndpoints(
  tx: Transaction,
  actor: Actor,
  { id, sensitive }: PermissionRow,
  wanted: boolean,
): Promise<string[]> {
  const requiring = and(eq(endpoints.orgId, actor.organizationId), eq(endpoints.permissionId, id));
  const rows = await tx
    .select({ method: endpoints.method, path: endpoints.path })
    .from(endpoints)
    .where(requiring)
    .orderBy(endpoints.path, endpoints.method);
  const names = rows.map(({ method, path }) => `${method} ${path}`);
  if (names.length === 0) return [];
  if (sensitive || !wanted) {
    const words = namesInWords(names);
    throw conflict(`Endpoints require it: ${words}. Let them require another one first.`);
  }
  await tx
    .update(endpoints)
    .set({ permissionId: null, revision: sql`${endpoints.revision} + 1` })
    .where(requiring);
  return names;
}
