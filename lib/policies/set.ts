import { and, eq } from "drizzle-orm";
import { roleCeilings } from "@/db/schema";
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
import { type Cell, changedCells, loadPolicies, loadPresent, type Policies } from "./load";
import { bindingRules, type OwnRules, untouched, wholeOrganization } from "./load-rules";
import { changedDemands, withRules } from "./merge";
import type { RulesWish } from "./rule-fields";
import { defaultRules } from "./rules";
import { saveExceptions } from "./save-exception";
import { datesAfter, recordRules, saveRules, startOf, touchPolicies } from "./save-rules";
import { meant } from "./strictness";

/**
 * Sets the policies that are named, and of the ceilings and rules those that are named; the others
 * stay. Every key is judged by the ceilings from `effectiveAt` on, every new one by the rules. Keys
 * that break a rule that is tightened are stopped from `enforceFrom` on (in 14 days), or from the end
 * of their exception. Rules that can't be understood are set anew. What changes nothing leaves no
 * trace. Throws 412 (`ifRevision`), 422 (also for an exception of a key that there is not, or that
 * is over), 503, 403.
 */
export async function setPolicies(
  actor: Actor,
  input: unknown,
  ifRevision?: number,
): Promise<Policies & Effect> {
  authorize(actor, "policy.edit");
  const wish = parse(SetPolicies, input);
  if (wish.exceptions.length > 0) authorize(actor, "policy.except");
  const { value, effect } = await settled(actor, async (tx) => {
    const present = await loadPresent(tx, actor, "no key update");
    expectRevision(present.revision, ifRevision);
    const cells = changedCells(present.ceilings, wish.ceilings);
    for (const cell of cells) await saveCeiling(tx, actor, cell);
    const ruled = await changeRules(tx, actor, present.all.organization, wish);
    const excepted = await saveExceptions(tx, actor, wish.exceptions);
    if (cells.length > 0 || ruled || excepted) {
      const revision = await touchPolicies(tx, actor);
      if (cells.length > 0) await tellCeilings(tx, actor, cells, revision);
    }
    return loadPolicies(tx, actor);
  });
  return { ...value, ...effect };
}

/** The organization's own rules after the wish. */
export function rulesAfter(
  stored: OwnRules | null,
  wish: { rules: RulesWish; enforceFrom?: Date | undefined },
  now: Date,
): { before: OwnRules; after: OwnRules } {
  const before = stored ?? untouched(defaultRules);
  const rules = withRules(before.rules, wish.rules);
  const enforcedFrom = datesAfter(
    bindingRules(before, undefined),
    meant(rules),
    startOf(wish.enforceFrom, now),
  );
  return { before, after: { ...before, rules, enforcedFrom } };
}

async function changeRules(
  tx: Transaction,
  actor: Actor,
  stored: OwnRules | null,
  wish: { rules: RulesWish; enforceFrom?: Date | undefined },
): Promise<boolean> {
  const { before, after } = rulesAfter(stored, wish, new Date());
  const isNew = changedDemands(before.rules, after.rules).length > 0;
  const mends = stored === null && Object.keys(wish.rules).length > 0;
  if (!isNew && !mends) return false;
  await saveRules(tx, actor, wholeOrganization, after.rules, after.enforcedFrom);
  const target = { kind: "policy", id: "rules", name: "Rules of keys" };
  await recordRules(tx, actor, target, before, after);
  return true;
}

async function tellCeilings(tx: Transaction, actor: Actor, cells: Cell[], revision: number) {
  await announce(tx, actor, { kind: "organization", id: actor.organizationId, revision });
  const told = (state: "before" | "after") =>
    Object.fromEntries(cells.map((cell) => [`${cell.role}.${cell.environment}`, cell[state]]));
  await recordAudit(tx, actor, {
    action: "policy.changed",
    target: { kind: "policy", id: "ceilings", name: "Ceilings of roles" },
    before: told("before"),
    after: told("after"),
  });
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
