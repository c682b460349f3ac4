import { and, eq } from "drizzle-orm";
import { organizations, roleCeilings } from "@/db/schema";
import type { Transaction } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import { authorize } from "@/lib/access/authorize";
import { recordAudit } from "@/lib/audit/record";
import { parse } from "@/lib/parse";
import { expectRevision } from "@/lib/revision";
import { announce } from "@/lib/verification/announce";
import { type Effect, settled } from "@/lib/verification/settle";
import { defaultCeilings } from "./ceiling";
import { SetPolicies } from "./fields";
import { type Cell, changedCells, loadPolicies, type Policies } from "./load";

/**
 * Sets the policies that are named, and of the ceilings those that are named; the others stay. Every
 * key is judged by them from `effectiveAt` on. What changes nothing leaves no trace. Throws 412
 * (`ifRevision`), 422, 403.
 */
export async function setPolicies(
  actor: Actor,
  input: unknown,
  ifRevision?: number,
): Promise<Policies & Effect> {
  authorize(actor, "policy.edit");
  const wish = parse(SetPolicies, input);
  const { value, effect } = await settled(actor, async (tx) => {
    const present = await loadPolicies(tx, actor, "update");
    expectRevision(present.revision, ifRevision);
    const cells = changedCells(present.ceilings, wish.ceilings);
    if (cells.length === 0) return present;
    const revision = present.revision + 1;
    for (const cell of cells) await saveCeiling(tx, actor, cell);
    await tx
      .update(organizations)
      .set({ revision })
      .where(eq(organizations.id, actor.organizationId));
    await announce(tx, actor, { kind: "organization", id: actor.organizationId, revision });
    const told = (state: "before" | "after") =>
      Object.fromEntries(cells.map((cell) => [`${cell.role}.${cell.environment}`, cell[state]]));
    await recordAudit(tx, actor, {
      action: "policy.changed",
      target: { kind: "policy", id: "ceilings", name: "Ceilings of roles" },
      before: told("before"),
      after: told("after"),
    });
    return loadPolicies(tx, actor);
  });
  return { ...value, ...effect };
}

async function saveCeiling(tx: Transaction, actor: Actor, { role, environment, after }: Cell) {
  const { orgId } = roleCeilings;
  if (after === defaultCeilings[role][environment]) {
    await tx
      .delete(roleCeilings)
      .where(
        and(
          eq(orgId, actor.organizationId),
          eq(roleCeilings.role, role),
          eq(roleCeilings.environment, environment),
        ),
      );
    return;
  }
  await tx
    .insert(roleCeilings)
    .values({ orgId: actor.organizationId, role, environment, ceiling: after })
    .onConflictDoUpdate({
      target: [orgId, roleCeilings.role, roleCeilings.environment],
      set: { ceiling: after },
    });
}
