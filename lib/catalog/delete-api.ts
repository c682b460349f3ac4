import { and, eq, isNotNull, isNull } from "drizzle-orm";
import { apis, endpoints, serviceTokens } from "@/db/schema";
import type { Transaction } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import { authorize } from "@/lib/access/authorize";
import { withdrawRequestsLeftEmpty } from "@/lib/approvals/withdraw";
import { recordAudit } from "@/lib/audit/record";
import { conflict } from "@/lib/errors";
import type { ApiId } from "@/lib/ids";
import { parse } from "@/lib/parse";
import { transactSettled } from "@/lib/verification/settle";
import { Removal } from "./fields";
import { findApi } from "./find";
import { isRequestOf, namesInWords } from "./granted";
import { lockHolders, removeGrantsOf } from "./remove-grants";
import { touchApi } from "./touch";

/**
 * Deletes an API with its endpoints and permissions, with `removeGrants` also where applications
 * are granted something of it: they lose it. Throws 404, 422, 403, and 409 while a service token is
 * bound to it or, without `removeGrants`, while anything of it is granted.
 */
export async function deleteApi(actor: Actor, id: unknown, input: unknown = {}): Promise<void> {
  authorize(actor, "catalog.edit");
  const { removeGrants: wanted } = parse(Removal, input);
  return transactSettled(actor, async (tx) => {
    const part = { apiId: (await findApi(tx, actor, id)).id };
    const holders = await lockHolders(tx, actor, part);
    const api = await findApi(tx, actor, part.apiId, "update");
    const reason = `${api.name} was deleted`;
    await withdrawRequestsLeftEmpty(tx, actor, isRequestOf(part));
    const lost = await removeGrantsOf(tx, actor, part, holders, { wanted, reason });
    await releaseTokens(tx, actor, api.id);
    await touchApi(tx, actor, api);
    await tx
      .delete(endpoints)
      .where(and(eq(endpoints.orgId, actor.organizationId), eq(endpoints.apiId, api.id)));
    await tx.delete(apis).where(and(eq(apis.orgId, actor.organizationId), eq(apis.id, api.id)));
    await recordAudit(tx, actor, {
      action: "api.deleted",
      target: { kind: "api", id: api.id, name: api.name },
      before: {
        slug: api.slug,
        baseUrl: api.baseUrl,
        ...(lost.length > 0 && { grantedTo: lost }),
      },
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
