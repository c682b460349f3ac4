import { and, eq, sql } from "drizzle-orm";
import { permissions } from "@/db/schema";
import type { Actor } from "@/lib/access/actor";
import { authorize } from "@/lib/access/authorize";
import { recordAudit } from "@/lib/audit/record";
import { notFound } from "@/lib/errors";
import { parse } from "@/lib/parse";
import { expectRevision } from "@/lib/revision";
import { transactSettled } from "@/lib/verification/settle";
import { EditPermission } from "./fields";
import { findApi, findPermission } from "./find";
import { type PermissionRow, type PermissionSummary, summarizePermission } from "./summary";
import { touchApi } from "./touch";

const told = ({ description, sensitive }: PermissionRow) => ({ description, sensitive });

/**
 * Changes the fields given; the name stays. Throws 404, 412 (`ifRevision`), 422, 403 (also where a
 * sensitive one would be so no more and the actor may grant none such).
 */
export async function editPermission(
  actor: Actor,
  apiId: unknown,
  permissionId: unknown,
  input: unknown,
  ifRevision?: number,
): Promise<PermissionSummary> {
  authorize(actor, "catalog.edit");
  const wish = parse(EditPermission, input);
  return transactSettled(actor, async (tx) => {
    const api = await findApi(tx, actor, apiId, "update");
    const before = await findPermission(tx, actor, api.id, permissionId);
    expectRevision(before.revision, ifRevision);
    if (before.sensitive && wish.sensitive === false) authorize(actor, "grant.sensitive");
    const [after] = await tx
      .update(permissions)
      .set({ ...wish, revision: sql`${permissions.revision} + 1` })
      .where(and(eq(permissions.orgId, actor.organizationId), eq(permissions.id, before.id)))
      .returning();
    if (!after) throw notFound("permission");
    await touchApi(tx, actor, api);
    await recordAudit(tx, actor, {
      action: "permission.edited",
      target: { kind: "permission", id: after.id, name: after.name },
      before: told(before),
      after: told(after),
    });
    return summarizePermission(after);
  });
}
