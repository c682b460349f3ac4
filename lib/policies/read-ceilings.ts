import { eq } from "drizzle-orm";
import { roleCeilings } from "@/db/schema";
import type { Transaction } from "@/db/transact";
import type { OrganizationId } from "@/lib/ids";
import { type Ceilings, defaultCeilings } from "./ceiling";

/** What the roles of the organization's members may, by role and environment. */
export async function readCeilings(tx: Transaction, org: OrganizationId): Promise<Ceilings> {
  const rows = await tx.select().from(roleCeilings).where(eq(roleCeilings.orgId, org));
  const ceilings = structuredClone(defaultCeilings);
  for (const { role, environment, ceiling } of rows) {
    // No row of a role that nobody knows may keep the others from being read.
    if (role in ceilings) ceilings[role][environment] = ceiling;
  }
  return ceilings;
}
