import { transact } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import { authorize } from "@/lib/access/authorize";
import { findApplication } from "@/lib/applications/find";
import { loadGrants } from "./load";
import type { GrantList } from "./summary";

/** Everything that an application is granted. Throws 404, 403. */
export async function listGrants(actor: Actor, applicationId: unknown): Promise<GrantList> {
  authorize(actor, "grant.read");
  return transact(actor, async (tx) => {
    const application = await findApplication(tx, actor, applicationId);
    const grants = await loadGrants(tx, actor, application);
    return { grants, revision: application.revision };
  });
}
