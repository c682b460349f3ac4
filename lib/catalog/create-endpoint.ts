import { endpoints } from "@/db/schema";
import type { Actor } from "@/lib/access/actor";
import { authorize } from "@/lib/access/authorize";
import { recordAudit } from "@/lib/audit/record";
import { newId } from "@/lib/ids";
import { parse } from "@/lib/parse";
import { transactSettled } from "@/lib/verification/settle";
import { CreateEndpoint } from "./fields";
import { findApi } from "./find";
import { type EndpointSummary, summarizeEndpoint } from "./summary";
import { expectFreeTemplate, requiredPermission } from "./template";
import { touchApi } from "./touch";

/**
 * Adds an endpoint to an API. It may take calls from another one, whose template says less of the
 * path: once this has answered, every gate knows. Throws 404 (no such API), 409 (the API has it already, whatever its
 * parameters are called), 422, 403.
 */
export async function createEndpoint(
  actor: Actor,
  apiId: unknown,
  input: unknown,
): Promise<EndpointSummary> {
  authorize(actor, "catalog.edit");
  const { permission, ...wish } = parse(CreateEndpoint, input);
  return transactSettled(actor, async (tx) => {
    const api = await findApi(tx, actor, apiId, "update");
    await expectFreeTemplate(tx, actor, api, wish);
    const required = await requiredPermission(tx, actor, api, permission);
    const [row] = await tx
      .insert(endpoints)
      .values({
        ...wish,
        orgId: actor.organizationId,
        id: newId("end"),
        apiId: api.id,
        permissionId: required?.id,
      })
      .returning();
    if (!row) throw new Error("the endpoint was not inserted");
    await touchApi(tx, actor, api);
    await recordAudit(tx, actor, {
      action: "endpoint.created",
      target: { kind: "endpoint", id: row.id, name: `${row.method} ${row.path}` },
      after: { api: api.slug, ...wish, permission },
    });
    return summarizeEndpoint(row, required);
  });
}
