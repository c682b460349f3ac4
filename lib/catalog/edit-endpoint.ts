import { and, eq, sql } from "drizzle-orm";
import { endpoints } from "@/db/schema";
import type { Actor } from "@/lib/access/actor";
import { authorize } from "@/lib/access/authorize";
import { recordAudit } from "@/lib/audit/record";
import { notFound } from "@/lib/errors";
import { parse } from "@/lib/parse";
import { expectRevision } from "@/lib/revision";
import { transactSettled } from "@/lib/verification/settle";
import { EditEndpoint } from "./fields";
import { findApi, findEndpoint, permissionsOf } from "./find";
import {
  type EndpointRow,
  type EndpointSummary,
  type PermissionRow,
  summarizeEndpoint,
} from "./summary";
import { expectFreeTemplate, requiredPermission } from "./template";
import { touchApi } from "./touch";

const told = (
  { method, path, summary, deprecated }: EndpointRow,
  required: PermissionRow | null,
) => ({
  method,
  path,
  summary,
  deprecated,
  permission: required?.name ?? null,
});

/**
 * Changes the fields given. Throws 404, 409 (as when created), 412 (`ifRevision`), 422, 403 (also
 * where it would not require its sensitive permission any more and the actor may grant none such).
 */
export async function editEndpoint(
  actor: Actor,
  apiId: unknown,
  endpointId: unknown,
  input: unknown,
  ifRevision?: number,
): Promise<EndpointSummary> {
  authorize(actor, "catalog.edit");
  const { permission, ...wish } = parse(EditEndpoint, input);
  return transactSettled(actor, async (tx) => {
    const api = await findApi(tx, actor, apiId, "update");
    const before = await findEndpoint(tx, actor, api.id, endpointId);
    expectRevision(before.revision, ifRevision);
    await expectFreeTemplate(tx, actor, api, { ...before, ...wish }, before.id);
    const known = await permissionsOf(tx, actor, api.id);
    const former = known.find((row) => row.id === before.permissionId) ?? null;
    const required =
      permission === undefined ? former : await requiredPermission(tx, actor, api, permission);
    if (former?.sensitive && required?.id !== former.id) authorize(actor, "grant.sensitive");
    const [after] = await tx
      .update(endpoints)
      .set({
        ...wish,
        permissionId: required?.id ?? null,
        revision: sql`${endpoints.revision} + 1`,
      })
      .where(and(eq(endpoints.orgId, actor.organizationId), eq(endpoints.id, before.id)))
      .returning();
    if (!after) throw notFound("endpoint");
    await touchApi(tx, actor, api);
    await recordAudit(tx, actor, {
      action: "endpoint.edited",
      target: { kind: "endpoint", id: after.id, name: `${after.method} ${after.path}` },
      before: told(before, former),
      after: told(after, required),
    });
    return summarizeEndpoint(after, required);
  });
}
