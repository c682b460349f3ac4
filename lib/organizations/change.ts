import { eq } from "drizzle-orm";
import { organizations } from "@/db/schema";
import type { Transaction } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import { type AuditEntry, recordAudit } from "@/lib/audit/record";
import { announce } from "@/lib/verification/announce";
import type { OrganizationRow } from "./summary";

/** Writes what changes of the organization that was read, tells the gates and the audit log of it. */
export async function changeOrganization<Wanted extends Partial<OrganizationRow>>(
  tx: Transaction,
  actor: Actor,
  before: OrganizationRow,
  wanted: Wanted,
  { action, told }: Pick<AuditEntry, "action"> & { told: (row: OrganizationRow) => Wanted },
): Promise<OrganizationRow> {
  const [after] = await tx
    .update(organizations)
    .set({ ...wanted, revision: before.revision + 1 })
    .where(eq(organizations.id, actor.organizationId))
    .returning();
  if (!after) throw new Error("the organization was not changed");
  await announce(tx, actor, { kind: "organization", id: after.id, revision: after.revision });
  await recordAudit(tx, actor, {
    action,
    target: { kind: "organization", id: after.id, name: after.name },
    before: told(before),
    after: told(after),
  });
  return after;
}
