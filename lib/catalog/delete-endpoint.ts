import { and, eq } from "drizzle-orm";
import { endpoints } from "@/db/schema";
import type { Actor } from "@/lib/access/actor";
import { authorize } from "@/lib/access/authorize";
import { recordAudit } from "@/lib/audit/record";
import { conflict } from "@/lib/errors";
import { transactSettled } from "@/lib/verification/settle";
import { findApi, findEndpoint } from "./find";
import { applicationsGranted, namesInWords } from "./granted";
import { touchApi } from "./touch";

/** Deletes an endpoint. Throws 404, 403 and, while an application is granted it, 409. */
export async function deleteEndpoint(
  actor: Actor,
  apiId: unknown,
  endpointId: unknown,
): Promise<void> {
  authorize(actor, "catalog.edit");
  return transactSettled(actor, async (tx) => {
    const api = await findApi(tx, actor, apiId, "update");
    const row = await findEndpoint(tx, actor, api.id, endpointId);
    const users = await applicationsGranted(tx, actor, { endpointId: row.id });
    if (users.length > 0) {
      const names = namesInWords(users.map((user) => user.name));
      throw conflict(`Still granted to ${names}. Remove those grants first.`);
    }
    await tx
      .delete(endpoints)
      .where(and(eq(endpoints.orgId, actor.organizationId), eq(endpoints.id, row.id)));
    await touchApi(tx, actor, api);
    await recordAudit(tx, actor, {
      action: "endpoint.deleted",
      target: { kind: "endpoint", id: row.id, name: `${row.method} ${row.path}` },
      before: { api: api.slug, summary: row.summary },
    });
  });
}
