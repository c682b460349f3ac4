import { isUniqueViolation } from "@/db/errors";
import { permissions } from "@/db/schema";
import { transact } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import { authorize } from "@/lib/access/authorize";
import { recordAudit } from "@/lib/audit/record";
import { conflict } from "@/lib/errors";
import { newId } from "@/lib/ids";
import { parse } from "@/lib/parse";
import { CreatePermission } from "./fields";
import { findApi } from "./find";
import { type PermissionSummary, summarizePermission } from "./summary";
import { touchApi } from "./touch";

/** Defines a permission of an API. Throws 404 (no such API), 409 (name taken), 422, 403. */
export async function createPermission(
  actor: Actor,
  apiId: unknown,
  input: unknown,
): Promise<PermissionSummary> {
  authorize(actor, "catalog.edit");
  const wish = parse(CreatePermission, input);
  return transact(actor, async (tx) => {
    const api = await findApi(tx, actor, apiId, "update");
    const [row] = await tx
      .insert(permissions)
      .values({ ...wish, orgId: actor.organizationId, id: newId("prm"), apiId: api.id })
      .returning()
      .catch((error: unknown) => {
        if (!isUniqueViolation(error)) throw error;
        throw conflict(`${api.name} has the permission ${wish.name} already.`, "name");
      });
    if (!row) throw new Error("the permission was not inserted");
    await touchApi(tx, actor, api);
    await recordAudit(tx, actor, {
      action: "permission.created",
      target: { kind: "permission", id: row.id, name: row.name },
      after: { api: api.slug, ...wish },
    });
    return summarizePermission(row);
  });
}
