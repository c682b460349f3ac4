import "server-only";
import { transact } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import { authorize } from "@/lib/access/authorize";
import { findOrganization } from "./find";
import { type OrganizationSummary, summarizeOrganization } from "./summary";

/** The actor's organization. Throws 403. */
export async function getOrganization(actor: Actor): Promise<OrganizationSummary> {
  authorize(actor, "organization.read");
  return transact(actor, async (tx) => summarizeOrganization(await findOrganization(tx, actor)));
}
