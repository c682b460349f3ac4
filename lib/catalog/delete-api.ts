import { and, eq, isNotNull, isNull } from "drizzle-orm";
import { apis, endpoints, serviceTokens } from "@/db/schema";
import type { Transaction } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import { authorize } from "@/lib/access/authorize";
import { recordAudit } from "@/lib/audit/record";
import { conflict } from "@/lib/errors";
import type { ApiId } from "@/lib/ids";
import { transactSettled } from "@/lib/verification/settle";
import { findApi } from "./find";
import { applicationsGranted, namesInWords } from "./granted";
import { touchApi } from "./touch";

/**
 * Deletes an API with its endpoints and permissions. Throws 404, 403 and, while an application is
 * granted something of it or a service token is bound to it, 409.
 */
export async function deleteApi(actor: Actor, id: unknown): Promise<void> {
  authorize(actor, "catalog.edit");
  return transactSettled(actor, async (tx) => {
    const api = await findApi(tx, actor, id, "update");
    const users = await applicationsGranted(tx, actor, { apiId: api.id });
    if (users.length > 0) {
      const names = namesInWords(users.map((user) => user.name));
      throw conflict(`Still granted to ${names}. Remove those grants first.`);
    }
    await releaseTokens(tx, actor, api.id);
    await touchApi(tx, actor, api);
    await tx
      .delete(endpoints)
      .where(and(eq(endpoints.orgId, actor.organizationId), eq(endpoints.apiId, api.id)));
    await tx.delete(apis).where(and(eq(apis.orgId, actor.organizationId), eq(apis.id, api.id)));
    await recordAudit(tx, actor, {
      action: "api.deleted",
      target: { kind: "api", id: api.id, name: api.name },
      before: { slug: api.slug, baseUrl: api.baseUrl },
    });
  });
}

/** Revoked service tokens let go of the API; any other one keeps it. */
async function releaseTokens(tx: Transaction, actor: Actor, apiId: ApiId): Promise<void> {
  const bound = and(eq(serviceTokens.orgId, actor.organizationId), eq(serviceTokens.apiId, apiId));
  const kept = await tx
    .select({ name: serviceTokens.name })
    .from(serviceTokens)
    .where(and(bound, isNull(serviceTokens.revokedAt)));
  if (kept.length > 0) {
    const names = namesInWords(kept.map((token) => token.name));
    throw conflict(`Service tokens are bound to this API: ${names}. Revoke them first.`);
  }
  await tx
    .update(serviceTokens)
    .set({ apiId: null })
    .where(and(bound, isNotNull(serviceTokens.revokedAt)));
}
