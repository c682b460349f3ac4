import { environments } from "@/db/schema";
import type { Actor } from "@/lib/access/actor";
import { authorize } from "@/lib/access/authorize";
import { findApplication } from "@/lib/applications/find";
import { notFound } from "@/lib/errors";
import { transactSettled } from "@/lib/verification/settle";
import { approveGrants } from "./approve";
import { loadGrants } from "./load";
import { grantName } from "./summary";

/**
 * Approves a grant for all environments, as if the actor had given it, without a request for it.
 * One that is approved already stays as it is. Throws 404, 403.
 */
export async function approveGrant(
  actor: Actor,
  applicationId: unknown,
  grantId: unknown,
): Promise<void> {
  authorize(actor, "grant.sensitive");
  await transactSettled(actor, async (tx) => {
    const application = await findApplication(tx, actor, applicationId, "update");
    const grant = (await loadGrants(tx, actor, application)).find(({ id }) => id === grantId);
    if (!grant) throw notFound("grant");
    if (grant.approvedFor.length === environments.length) return;
    const item = {
      id: grant.id,
      apiId: grant.api.id,
      permissionId: grant.permission?.id ?? null,
      endpointId: grant.endpoint?.id ?? null,
      name: grantName(grant),
    };
    await approveGrants(tx, actor, application, [item], environments, grant.reason);
  });
}
