import { and, eq } from "drizzle-orm";
import { endpoints, permissions } from "@/db/schema";
import type { Actor } from "@/lib/access/actor";
import { authorize } from "@/lib/access/authorize";
import { recordAudit } from "@/lib/audit/record";
import { conflict } from "@/lib/errors";
import { transactSettled } from "@/lib/verification/settle";
import { findApi, findPermission } from "./find";
import { applicationsGranted, namesInWords } from "./granted";
import { touchApi } from "./touch";

/** Deletes a permission. Throws 404, 403 and, while it is granted or required, 409. */
export async function deletePermission(
  actor: Actor,
  apiId: unknown,
  permissionId: unknown,
): Promise<void> {
  authorize(actor, "catalog.edit");
  return transactSettled(actor, async (tx) => {
    const api = await findApi(tx, actor, apiId, "update");
    const row = await findPermission(tx, actor, api.id, permissionId);
    const users = await applicationsGranted(tx, actor, { permissionId: row.id });
    if (users.length > 0) {
      const names = namesInWords(users.map((user) => user.name));
      throw conflict(`Still granted to ${names}. Remove those grants first.`);
    }
    const requiring = await tx
      .select({ method: endpoints.method, path: endpoints.path })
      .from(endpoints)
      .where(and(eq(endpoints.orgId, actor.organizationId), eq(endpoints.permissionId, row.id)));
    if (requiring.length > 0) {
      const names = namesInWords(requiring.map(({ method, path }) => `${method} ${path}`));
      throw conflict(`Endpoints require it: ${names}. Let them require another one first.`);
    }
    await tx
      .delete(permissions)
      .where(and(eq(permissions.orgId, actor.organizationId), eq(permissions.id, row.id)));
    await touchApi(tx, actor, api);
    await recordAudit(tx, actor, {
      action: "permission.deleted",
      target: { kind: "permission", id: row.id, name: row.name },
      before: { api: api.slug, description: row.description, sensitive: row.sensitive },
    });
  });
}
