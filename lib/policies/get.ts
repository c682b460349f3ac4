import { transact } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import { authorize } from "@/lib/access/authorize";
import { loadPolicies, type Policies } from "./load";

/** What the organization demands of its keys, defaults included. Throws 503, 403. */
export async function getPolicies(actor: Actor): Promise<Policies> {
  authorize(actor, "policy.read");
  return transact(actor, (tx) => loadPolicies(tx, actor));
}
